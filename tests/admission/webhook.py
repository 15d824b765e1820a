"""An admission webhook over TLS: it hands each AdmissionReview to a function and sends its answer back."""

from __future__ import annotations

import base64
import http.server
import json
import ssl
import subprocess
import threading
from pathlib import Path


def certificate(folder: Path, address: str, name: str = "webhook") -> tuple[Path, Path]:
    """A certificate for an address, signed by itself, and its key."""
    crt, key = folder / f"{name}.crt", folder / f"{name}.key"
    subject = f"subjectAltName=IP:{address}"
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    words += ["-subj", f"/CN={name}", "-addext", subject, "-keyout", key, "-out", crt]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return crt, key


def client_config(crt: Path, url: str) -> dict:
    """How an API server reaches a webhook at `url`."""
    return {"url": url, "caBundle": base64.b64encode(crt.read_bytes()).decode()}


class Server(http.server.ThreadingHTTPServer):
    """Serves until `close`; `judge` gets the request of a review and gives the response."""

    def __init__(self, address: str, port: int, crt: Path, key: Path, judge) -> None:
        self.judge = judge
        super().__init__((address, port), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(crt, key)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Ends the server and frees its port. Connections that an API server keeps get no answer any more."""
        self.judge = None
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection of an API server."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """One review."""
        review = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.judge is None:
            self.close_connection = True
            return
        response = {"uid": review["request"]["uid"], **self.server.judge(review["request"])}
        answer = json.dumps({"apiVersion": review["apiVersion"], "kind": review["kind"], "response": response}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_) -> None:
        """Says nothing: the steps of a run are its messages."""
