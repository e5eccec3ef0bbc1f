"""SeaweedFS, a real object store, run for the tests: it keeps objects in a folder and speaks S3 on a loopback port.

A store that only plays one (moto, s3rver) would agree with the client about things that no real store does.
"""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

KEY, SECRET, BUCKET = "archive", "archive-secret-of-the-tests", "documents"
PATIENCE = 60.0
GRPC = 10_000
"""SeaweedFS listens for its own parts at each port and at the one so many above it."""


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """An object store that runs: its address, and a client that looks into it past the application."""

    endpoint: str
    client: Any

    @property
    def url(self) -> str:
        """The address as it is given in TOUCHSTONE_FILES."""
        return f"s3://{KEY}:{SECRET}@{BUCKET}?endpoint={self.endpoint}&region=us-east-1"


@contextmanager
def serving(program: Path, folder: Path) -> Iterator[ObjectStore]:
    """An object store with one bucket, until the block ends."""
    master, volume, filer, s3 = _free_ports(4)
    identity = {"name": "tests", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": ["Admin"]}
    keys = folder / "keys.json"
    keys.write_text(json.dumps({"identities": [identity]}))
    (folder / "data").mkdir()
    command = [
        *(str(program), "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={folder / 'data'}"),
        # It must tell nobody that it runs.
        *("-master.telemetry=false", "-volume.max=10", "-master.volumeSizeLimitMB=64"),
        *(f"-master.port={master}", f"-volume.port={volume}", f"-filer.port={filer}"),
        *("-s3", f"-s3.port={s3}", f"-s3.config={keys}", "-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.iam=false"),
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=folder)
    try:
        endpoint = f"http://127.0.0.1:{s3}"
        client = _client(endpoint)
        _await(process, client, folder / "log")
        yield ObjectStore(endpoint, client)
    finally:
        # Asked to end, it takes half a minute to hand over to others that are not there.
        process.kill()
        process.wait(30)


def _client(endpoint: str) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        region_name="us-east-1",
        config=Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=5),
    )


def _await(process: subprocess.Popen[bytes], client: Any, log: Path) -> None:
    """Wait until the store takes an object: it answers before it can keep any."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            client.create_bucket(Bucket=BUCKET)
        except client.exceptions.BucketAlreadyOwnedByYou:
            pass
        except (BotoCoreError, ClientError):
            time.sleep(0.1)
            continue
        try:
            client.put_object(Bucket=BUCKET, Key="ready", Body=b"ready")
            client.delete_object(Bucket=BUCKET, Key="ready")
        except (BotoCoreError, ClientError):
            time.sleep(0.1)
            continue
        return
    raise RuntimeError(f"The object store did not start.\n{log.read_text(errors='replace')[-3000:]}")


def _free_ports(count: int) -> list[int]:
    """Ports of which both the port and its neighbour for inner traffic are free at this moment."""
    found: list[int] = []
    while len(found) < count:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            if port + GRPC > 65_535:
                port -= 2 * GRPC
            try:
                second.bind(("127.0.0.1", port + GRPC))
            except OSError:
                continue
        if port not in found:
            found.append(port)
    return found
