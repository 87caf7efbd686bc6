"""A gate in Python as a hobbyist writes it, for the tap benchmark: SQLite as it comes (rollback journal, synchronous=FULL),
the row and its commit, then the relay. Only the standard library, and no broker, which is kinder to it than real life.

    python3 gate.py SERIAL-TTY RELAY-TTY DATABASE        (the database has: whitelist(card INTEGER PRIMARY KEY, name TEXT))
"""
import os
import sqlite3
import sys
import termios
import time
import tty


def open_tty(path):
    fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
    tty.setraw(fd, termios.TCSANOW)
    return fd


def card_of(frame):
    try:
        data = bytes.fromhex(frame[1:13].decode("ascii"))
    except ValueError:
        return None
    check = 0
    for byte in data[:5]:
        check ^= byte
    return int.from_bytes(data[1:5], "big") if check == data[5] else None


def main():
    reader, relay = open_tty(sys.argv[1]), open_tty(sys.argv[2])
    db = sqlite3.connect(sys.argv[3])
    db.execute("CREATE TABLE IF NOT EXISTS log(seq INTEGER PRIMARY KEY, at REAL, card INTEGER, name TEXT)")
    db.commit()
    print("READY", flush=True)
    buffer = b""
    while True:
        buffer += os.read(reader, 256)
        start = buffer.find(b"\x02")
        if start < 0 or len(buffer) < start + 14:
            continue
        frame, buffer = buffer[start:start + 14], buffer[start + 14:]
        card = card_of(frame) if frame[13] == 3 else None
        if card is None:
            continue
        row = db.execute("SELECT name FROM whitelist WHERE card=?", (card,)).fetchone()
        db.execute("INSERT INTO log(at, card, name) VALUES (?, ?, ?)", (time.time(), card, row and row[0]))
        db.commit()
        if row:
            os.write(relay, b"\xa0\x01\x01\xa2")


if __name__ == "__main__":
    main()
