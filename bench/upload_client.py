# SPDX-License-Identifier: Apache-2.0
"""A client that sends one file by tus in one PATCH, from a file or from memory, and its seconds.

    python upload_client.py ADDRESS TOKEN MIB STAMP [FILE]

prints as JSON: seconds until the answer, processor seconds, the Location.
"""

import http.client
import json
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

MEBIBYTE = 1024 * 1024


def main() -> None:
    """Send, and print."""
    address, token, mib, stamp = sys.argv[1:5]
    source = Path(sys.argv[5]).open("rb", buffering=0) if len(sys.argv) > 5 else None  # noqa: SIM115  # closed with the process
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, blocksize=MEBIBYTE)
    length = int(mib) * MEBIBYTE
    common = {"Tus-Resumable": "1.0.0", "Authorization": f"Bearer {token}"}
    begun, cpu = time.perf_counter(), time.process_time()
    connection.request("POST", parts.path, headers={**common, "Upload-Length": str(length)})
    answer = connection.getresponse()
    answer.read()
    place = answer.headers["Location"]
    connection.putrequest("PATCH", place)
    for name, value in common.items():
        connection.putheader(name, value)
    connection.putheader("Upload-Offset", "0")
    connection.putheader("Content-Type", "application/offset+octet-stream")
    connection.putheader("Content-Length", str(length))
    connection.endheaders()
    if source is not None:
        connection.sock.sendfile(source)
    else:
        buffer = bytearray(MEBIBYTE)
        buffer[: len(stamp)] = stamp.encode()
        for number in range(int(mib)):
            buffer[64:72] = number.to_bytes(8, "big")
            connection.sock.sendall(buffer)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 204:
        raise SystemExit(f"{answer.status} {answer.headers}")
    taken = {
        "seconds": time.perf_counter() - begun,
        "cpu_seconds": time.process_time() - cpu,
        "location": place,
    }
    print(json.dumps(taken))


if __name__ == "__main__":
    main()
