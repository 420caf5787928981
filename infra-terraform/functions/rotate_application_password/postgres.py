"""A client of PostgreSQL's protocol, version 3, in what Lambda's Python has: TLS with the server's name checked, sign-in by
SCRAM-SHA-256 or MD5, and simple queries. A driver would have to be packed for Lambda's system.
"""

import base64
import hashlib
import hmac
import os
import re
import socket
import ssl
import struct

TIMEOUT_SECONDS = 20
TLS_REQUEST = struct.pack("!ii", 8, 80877103)
PROTOCOL_3 = struct.pack("!i", 196608)

# SQLSTATE of a wrong password, and of a user who may not sign in at all.
SIGN_IN_REFUSED = ("28P01", "28000")


class DatabaseError(Exception):
    """What the server answered instead of a result."""


class SignInRefused(DatabaseError):
    """The server does not know the user, or not by that password."""


def identifier(name):
    """A name as SQL writes it; only plain ones, so that nobody has to think about quotes."""
    if not re.fullmatch(r"[a-z_][a-z0-9_-]{0,62}", name):
        raise ValueError(f"not a plain name: {name}")
    return f'"{name}"'


def literal(text):
    """A text as SQL writes it; only letters, digits and the signs that names and verifiers have."""
    if not re.fullmatch(r"[A-Za-z0-9_+/=:$-]*", text):
        raise ValueError("not a plain text")
    return f"'{text}'"


class Connection:
    """A session, from `with` to its end."""

    def __init__(self, host, port, database, user, password, ca_pem):
        self.user = user
        self.stream = self.encrypted(host, port, ca_pem)
        try:
            self.sign_in(database, user, password)
        except BaseException:
            self.stream.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with self.stream:
            self.send(b"X", b"")

    @staticmethod
    def encrypted(host, port, ca_pem):
        """Opens TLS to the host that the certificate names, under the given authority and no other."""
        plain = socket.create_connection((host, port), timeout=TIMEOUT_SECONDS)
        try:
            plain.sendall(TLS_REQUEST)
            if plain.recv(1) != b"S":
                raise DatabaseError(f"{host} does not offer TLS")
            return ssl.create_default_context(cadata=ca_pem).wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise

    def query(self, statement):
        """Runs a statement and returns its rows, each a list of texts; None for null."""
        self.send(b"Q", statement.encode() + b"\0")
        rows, failure = [], None
        while True:
            kind, body = self.receive()
            if kind == b"D":
                rows.append(fields(body))
            elif kind == b"E":
                failure = error(body)
            elif kind == b"Z":
                if failure:
                    raise failure
                return rows

    # ---- Sign-in

    def sign_in(self, database, user, password):
        parameters = "".join(f"{key}\0{value}\0" for key, value in (("user", user), ("database", database))).encode() + b"\0"
        self.send(b"", PROTOCOL_3 + parameters)
        while True:
            kind, body = self.receive()
            if kind == b"E":
                raise error(body)
            if kind == b"Z":
                return
            if kind == b"R":
                self.authenticate(struct.unpack("!i", body[:4])[0], body[4:], user, password)

    def authenticate(self, method, body, user, password):
        """Answers one question of the server's: 0 is content, 5 MD5, 10 to 12 SCRAM."""
        if method == 5:
            inner = hashlib.md5((password + user).encode(), usedforsecurity=False).hexdigest()
            digest = hashlib.md5(inner.encode() + body[:4], usedforsecurity=False).hexdigest()
            self.send(b"p", f"md5{digest}".encode() + b"\0")
        elif method == 10:
            if b"SCRAM-SHA-256" not in body.split(b"\0"):
                raise DatabaseError("the server offers no SCRAM-SHA-256")
            self.scram = Scram(password)
            first = self.scram.first()
            self.send(b"p", b"SCRAM-SHA-256\0" + struct.pack("!i", len(first)) + first)
        elif method == 11:
            self.send(b"p", self.scram.final(body))
        elif method == 12:
            self.scram.verify(body)
        elif method != 0:
            raise DatabaseError(f"the server asks for a kind of sign-in that is not known here: {method}")

    # ---- Messages: a letter, a length that counts itself, a body

    def send(self, kind, body):
        self.stream.sendall(kind + struct.pack("!i", len(body) + 4) + body)

    def receive(self):
        head = self.exactly(5)
        return head[:1], self.exactly(struct.unpack("!i", head[1:])[0] - 4)

    def exactly(self, size):
        data = b""
        while len(data) < size:
            part = self.stream.recv(size - len(data))
            if not part:
                raise DatabaseError("the server closed the connection")
            data += part
        return data


class Scram:
    """The client's part of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding."""

    def __init__(self, password, nonce=None):
        self.password = password.encode()
        self.nonce = nonce or base64.b64encode(os.urandom(18)).decode()

    def first(self):
        self.asked = f"n=,r={self.nonce}"
        return f"n,,{self.asked}".encode()

    def final(self, challenge):
        text = challenge.decode()
        told = dict(part.split("=", 1) for part in text.split(","))
        if not told["r"].startswith(self.nonce) or told["r"] == self.nonce:
            raise DatabaseError("the server's nonce is not made from ours")
        salted = hashlib.pbkdf2_hmac("sha256", self.password, base64.b64decode(told["s"]), int(told["i"]))
        without_proof = f"c=biws,r={told['r']}"
        message = ",".join((self.asked, text, without_proof)).encode()
        key = mac(salted, b"Client Key")
        proof = bytes(a ^ b for a, b in zip(key, mac(hashlib.sha256(key).digest(), message)))
        self.signature = mac(mac(salted, b"Server Key"), message)
        return f"{without_proof},p={base64.b64encode(proof).decode()}".encode()

    def verify(self, outcome):
        """Whether the server knows the password, too."""
        if not hmac.compare_digest(outcome, b"v=" + base64.b64encode(self.signature)):
            raise DatabaseError("the server does not know the password: it is not the database")


def verifier(password):
    """What the server keeps of a password. Given instead of it, the password is in no log of statements."""
    salt, rounds = os.urandom(16), 4096
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)
    stored, server = hashlib.sha256(mac(salted, b"Client Key")).digest(), mac(salted, b"Server Key")
    salt, stored, server = (base64.b64encode(part).decode() for part in (salt, stored, server))
    return f"SCRAM-SHA-256${rounds}:{salt}${stored}:{server}"


def mac(key, message):
    return hmac.digest(key, message, "sha256")


def fields(body):
    """The values of a row."""
    count, place, values = struct.unpack("!h", body[:2])[0], 2, []
    for _ in range(count):
        (size,) = struct.unpack("!i", body[place : place + 4])
        place += 4
        values.append(None if size < 0 else body[place : place + size].decode())
        place += max(size, 0)
    return values


def error(body):
    """An answer of the server's, without details: those may quote values."""
    told = {part[:1]: part[1:].decode() for part in body.split(b"\0") if part}
    kind = SignInRefused if told.get(b"C") in SIGN_IN_REFUSED else DatabaseError
    return kind(f"{told.get(b'C')}: {told.get(b'M')}")
