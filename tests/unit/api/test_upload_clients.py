# SPDX-License-Identifier: Apache-2.0
"""Clients that others wrote, against the real server: tuspy and tus-js-client."""

import json
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tusclient.client import TusClient

from liuhen.apps.evidence.models import Original, Upload
from liuhen.apps.evidence.vault import vault
from liuhen.apps.people.tokens import create_token
from support.house import SYSTEM, Clock, House
from support.serving import Server

ROOT = Path(__file__).resolve().parents[3]
TUS_JS = ROOT / "frontend" / "node_modules" / "tus-js-client"
NODE = shutil.which("node") or str(ROOT / ".venv" / "bin" / "node")
FILM = random.Random(7).randbytes(5_000_000)


@pytest.fixture
def served(many_writers: None, tmp_path: Path, settings: Any) -> Iterator[tuple[Server, str]]:
    settings.LIUHEN_STORE_URL = (tmp_path / "vault").as_uri()
    house = House(Clock("2026-03-02 08:00"))
    secret = create_token(by=SYSTEM, person=house.people["officer"], scopes=["upload"])
    server = Server(tmp_path, LIUHEN_STORE_MARGIN_GIB="0").start()
    yield server, secret
    server.kill()


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "D0042_officer_20260302073000.mp4"
    path.write_bytes(FILM)
    return path


def the_kept() -> bytes:
    original = Original._base_manager.select_related("object").get()
    with vault().open(str(original.bureau_id), original.object.digest) as file:
        return file.read()


def test_tuspy_brings_a_file_in_chunks_with_checksums(
    served: tuple[Server, str], film: Path
) -> None:
    server, secret = served
    client = TusClient(
        f"{server.address}/api/v1/uploads/", headers={"Authorization": f"Bearer {secret}"}
    )
    with film.open("rb") as file:
        said = {"filename": film.name}
        first = client.uploader(
            file_stream=file, chunk_size=1_000_000, metadata=said, upload_checksum=True
        )
        first.upload_chunk()
        assert Upload.everywhere.get().offset == 1_000_000

        again = client.uploader(
            file_stream=file, chunk_size=2_500_000, url=first.url, upload_checksum=True
        )
        assert again.offset == 1_000_000
        again.upload()

    assert the_kept() == FILM
    assert Original._base_manager.get().file_name == film.name


_SCRIPT = """
const tus = require(process.argv[1]);
const [address, secret, path] = process.argv.slice(2);
const file = require("fs").readFileSync(path);
const common = {
  endpoint: address, headers: {Authorization: "Bearer " + secret}, chunkSize: 1500000,
  metadata: {filename: "现场.mp4", came_by: "upload"}, retryDelays: [0, 200],
};
const said = {};
const failed = (error) => { console.error(String(error)); process.exit(1); };
function doomed(next) {
  const upload = new tus.Upload(file, {...common, onError: failed,
    onChunkComplete: () => upload.abort(true).then(() => {
      said.ended = upload.url;
      next();
    }, failed),
  });
  upload.start();
}
function whole() {
  let stopped = false;
  const upload = new tus.Upload(file, {...common, onError: failed,
    onChunkComplete: (_size, sent) => {
      if (stopped || sent >= file.length) return;
      stopped = true;
      upload.abort().then(() => new tus.Upload(file, {...common, uploadUrl: upload.url,
        onError: failed,
        onSuccess: (last) => {
          said.original = last.lastResponse.getHeader("Liuhen-Original");
          console.log(JSON.stringify(said));
        },
      }).start());
    },
  });
  upload.start();
}
doomed(whole);
"""


@pytest.mark.skipif(
    not (TUS_JS.is_dir() and Path(NODE).exists()), reason="node or the frontend is not set up"
)
def test_tus_js_client_ends_pauses_and_goes_on(served: tuple[Server, str], film: Path) -> None:
    server, secret = served
    address = f"{server.address}/api/v1/uploads/"
    command = [NODE, "-e", _SCRIPT, str(TUS_JS), address, secret, str(film)]

    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    original = Original._base_manager.get()
    assert said["original"] == str(original.pk)
    assert the_kept() == FILM
    assert original.file_name == "现场.mp4"
    ended = Upload.everywhere.get(pk=said["ended"].rsplit("/", 1)[-1])
    assert ended.state == "gone"
