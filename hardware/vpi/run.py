#!/usr/bin/env python3
"""Runs the packaged gate on a virtual Raspberry Pi with real Linux gpio, I2C, UART and USB devices, plays the world outside
of it, and checks what the journal says and what the relays do.

The virtual Pi is a bench of its own (a folder with the program `vpi`, given by --vpi or VPI), no part of this project. Its
machine must have been built (build.sh arm64). What is run is either a folder with campus-gate.jar and lib/ (--program,
default target/) with the files of systemd/ where the package puts them, or the package itself (--deb).

    mvn package -DskipTests
    hardware/vpi/run.py --vpi ~/vpi                     all scenarios, on a fresh machine
    hardware/vpi/run.py --vpi ~/vpi --keep fire kill    these alone, on the machine as it is
    hardware/vpi/run.py --vpi ~/vpi --deb target/campus-gate_0.1.0_all.deb

Ends with 'N passed, N failed'. The machine is left running, for a look: `vpi sh …`, `vpi down`."""
import argparse, importlib.machinery, importlib.util, json, os, random, re, shutil, socket, sqlite3, statistics
import subprocess, sys, tempfile, threading, time
from contextlib import closing
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
RELAY, DOOR, EXIT, FIRE, TAMPER = 23, 17, 27, 22, 25
STORE = "/var/lib/campus-gate/gate.db"
# what the package installs, for a folder instead of a package
LAYOUT = {"systemd/campus-gate": "/usr/bin/campus-gate", "systemd/campus-gate.service": "/usr/lib/systemd/system/campus-gate.service",
          "systemd/campus-gate-cache.service": "/usr/lib/systemd/system/campus-gate-cache.service",
          "systemd/campus-gate-console.service": "/usr/lib/systemd/system/campus-gate-console.service",
          "systemd/campus-gate-retention.service": "/usr/lib/systemd/system/campus-gate-retention.service",
          "systemd/campus-gate-retention.timer": "/usr/lib/systemd/system/campus-gate-retention.timer",
          "systemd/campus-gate.sysusers": "/usr/lib/sysusers.d/campus-gate.conf", "systemd/campus-gate.tmpfiles": "/usr/lib/tmpfiles.d/campus-gate.conf",
          "systemd/relay-rest": "/usr/share/campus-gate/relay-rest", "systemd/make-cache": "/usr/share/campus-gate/make-cache",
          "hardware/udev/70-campus-gate.rules": "/usr/lib/udev/rules.d/70-campus-gate.rules"}
# an emulated processor under load starts Java in minutes
DROP_IN = "[Service]\nTimeoutStartSec=900\n"
TEACHER, SUSPENDED, STRANGER = 1217496, 22002, 99999
CONTRACTORS = range(23000, 23010)
CROWD = range(30000, 30060)
PEOPLE = "编号,姓名,类别,部门/班级,权限,卡号,状态\n" + "".join(f"{row}\n" for row in [
    f"T0042,王小明,教职工,数学组,全天,dec:{TEACHER},正常", f"S0001,张停,学生,初一1班,全天,dec:{SUSPENDED},停用",
    *(f"C{n},师傅{n},服务人员,食堂,全天,dec:{n},正常" for n in CONTRACTORS), *(f"T{n},教师{n},教职工,语文组,全天,dec:{n},正常" for n in CROWD)])
LEVELS = "level,modes,gates,direction,days,from,until,holidays,needs_pass\n全天,normal,*,both,*,00:00,24:00,yes,no\n"


def config(pulse_ms=2000, open_for_ms=6000, door=True):
    contact = f'door-contact = {{ driver = "gpio", pin = {DOOR}, normally = "closed", debounce-ms = 30 }}' if door else ""
    return f"""[site]
id = "no1"
gate = "east"
language = "en"
[store]
path = "{STORE}"
sync-timeout-ms = 10000
[clock]
source = "assume"
[mqtt]
url = "mqtt://127.0.0.1:1883"
console = false
[screening]
required.normal = ["contractor"]
offset = [[16, 3.0], [25, 2.4], [35, 1.8]]
warm-up-s = 0
valid-for = "1m"
[[lane]]
id = "in-1"
direction = "in"
open-for-ms = {open_for_ms}
held-open-ms = 6000
reader = {{ driver = "rdm6300", port = "/dev/vpi-serial1" }}
thermometer = {{ driver = "mlx90614", bus = 1, address = 0x5A }}
relay = {{ driver = "gpio", pin = {RELAY}, active = "high", pulse-ms = {pulse_ms}, max-on-ms = 8000 }}
{contact}
exit-button = {{ driver = "gpio", pin = {EXIT} }}
fire-input = {{ driver = "gpio", pin = {FIRE} }}
tamper = {{ driver = "gpio", pin = {TAMPER} }}
[[lane]]
id = "in-2"
direction = "in"
open-for-ms = {open_for_ms}
reader = {{ driver = "rdm6300", port = "/dev/ttyUSB0" }}
relay = {{ driver = "lcus", port = "/dev/vpi-serial2", pulse-ms = {pulse_ms}, max-on-ms = 8000 }}
"""


def frame(number):
    """The 14 bytes an RDM6300 sends for a tag of customer 01."""
    data = bytes([1]) + number.to_bytes(4, "big")
    check = 0
    for byte in data:
        check ^= byte
    return b"\x02" + data.hex().upper().encode() + b"%02X\x03" % check


class Wire:
    """The outside end of a serial line of the guest; keeps the line connected."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)

    def tap(self, number):
        self.socket.sendall(frame(number))


class UsbRelay(Wire):
    """A relay board that does as it is told and stays so: (time, on) for each command."""

    def __init__(self, path):
        super().__init__(path)
        self.commands = []
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        rest = b""
        while data := self.socket.recv(100):
            rest += data
            while len(rest) >= 4:
                if rest[0] == 0xA0 and sum(rest[:3]) & 255 == rest[3]:
                    self.commands.append((time.time(), rest[2] == 1))
                    rest = rest[4:]
                else:
                    rest = rest[1:]

    def on(self):
        return bool(self.commands) and self.commands[-1][1]


class Ear:
    """Hears the events as they leave the guest over MQTT, each once: (time heard, event) by seq."""

    def __init__(self, port):
        self.heard = {}
        self.process = subprocess.Popen(["mosquitto_sub", "-h", "127.0.0.1", "-p", str(port), "-q", "1", "-t", "campus/no1/gate/east/event/#"],
                                        stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            event = json.loads(line)
            self.heard.setdefault(event["seq"], (time.time(), event))


class Bench:
    def __init__(self, vpi, machine, java):
        self.vpi, self.v, self.java = vpi, machine, java
        self.passed = self.failed = 0
        self.lines = {}
        self.ear = None
        self.deb = self.next = None

    # --- what is checked --------------------------------------------------------------------------
    def check(self, what, ok, seen=""):
        self.passed, self.failed = self.passed + bool(ok), self.failed + (not ok)
        print("ok  " if ok else "FAIL", what, f"[{seen}]" if seen != "" else "", flush=True)

    def until(self, condition, timeout=60.0, pause=0.05):
        """What `condition` says as soon as that is true, or the last it said."""
        end = time.time() + timeout
        while not (said := condition()) and time.time() < end:
            time.sleep(pause)
        return said

    # --- the guest --------------------------------------------------------------------------------
    def sh(self, command, timeout=120.0):
        status, text = self.v.sh(command, timeout)
        if status:
            raise SystemExit(f"in the guest, status {status}: {command}\n{text}")
        return text

    def put(self, path, text):
        """Writes a file of the guest; it comes through the shared folder."""
        (self.vpi.DIR / "share" / "put").write_text(text)
        self.sh(f"mkdir -p {Path(path).parent}; cp /host/put {path}; chmod 644 {path}")

    def listen(self):
        """From now on hears what the gate publishes."""
        if self.ear:
            self.ear.process.kill()
        self.until(lambda: self.v.sh("ss -ltn | grep -q ':1883 '")[0] == 0)
        self.ear = Ear(self.v.state["ports"]["1883"])

    def last(self):
        """The seq of the newest event, when no more come."""
        time.sleep(1)
        return max(self.ear.heard, default=0)

    def events(self, after):
        return [self.ear.heard[seq][1] for seq in sorted(self.ear.heard) if seq > after]

    def event(self, after, timeout=60.0, **members):
        """The first event after a seq with these members; None if it does not come."""
        return self.until(lambda: next((e for e in self.events(after) if all(e.get(k) == v for k, v in members.items())), None), timeout)

    def journal(self, sql):
        return self.sh(f"runuser -u campus-gate -- sqlite3 -readonly {STORE} '{sql}'").strip()

    def told(self, after):
        return " ".join(f"{e['type']}.{e.get('outcome', '')}" for e in self.events(after))

    def trace(self):
        return (self.v.run / "trace.log").stat().st_size

    def edges(self, since, line=RELAY):
        """(guest's monotonic seconds, level) of each time the program set the line since a size of the trace."""
        with open(self.v.run / "trace.log", errors="replace") as f:
            f.seek(since)
            found = re.findall(r" ([0-9.]+): gpio_value: (\d+) set (\d)", f.read())
        return [(float(at), level == "1") for at, number, level in found if int(number) == 512 + line]

    def energised(self, since, timeout=20.0):
        """Seconds until the outside sees the relay's line go up; None if it does not."""
        start = time.time()
        seen = self.until(lambda: any(on for _, on in self.edges(since)), timeout, 0.002)
        return time.time() - start if seen else None

    def wire(self, name):
        """The outside end of a line; it is connected once, since the line goes down with it."""
        if name not in self.lines:
            self.lines[name] = (UsbRelay if name == "serial2" else Wire)(self.v.sock(name))
        return self.lines[name]

    def tap(self, number, line="serial1"):
        self.wire(line).tap(number)

    def pid(self):
        return int(self.sh("systemctl show -P MainPID campus-gate"))

    def ticks(self):
        """Processor time of the gate so far, in hundredths of a second."""
        return sum(map(int, self.sh(f"cat /proc/{self.pid()}/stat").rsplit(")", 1)[1].split()[11:13]))

    def level(self, line=RELAY):
        return self.v.gpio(line)

    def quiet(self):
        """Everything outside as on a quiet day, and the lanes at rest."""
        self.v.sensor(object=2200, ambient=2300, fault_count=0, fault_ms=1000, fault="none")
        self.v.gpio(DOOR, 0)
        for line in (EXIT, FIRE, TAMPER):
            self.v.gpio(line, 1)
        self.until(lambda: not self.level() and not self.wire("serial2").on(), 20)

    def warm(self):
        """Three taps: an emulated JVM takes seconds for its first one, and a tap of a second ago never opens."""
        for number in CROWD[:3]:
            self.tap(number)
            time.sleep(5)
        self.quiet()

    def ready(self, timeout=900.0):
        self.sh(f"timeout {timeout} sh -c 'until systemctl is-active -q campus-gate; do sleep 0.3; done'", timeout + 10)

    # --- setting up -------------------------------------------------------------------------------
    def install(self, program, deb):
        """Installs the package, or the same files from a folder; the service's state lies on the disk with the write log."""
        share = self.vpi.DIR / "share" / "program"
        shutil.rmtree(share, ignore_errors=True)
        share.mkdir(parents=True)
        self.sh("systemctl stop campus-gate 2>/dev/null; mkdir -p /data/campus-gate /var/lib/campus-gate /etc/systemd/system/campus-gate.service.d; "
                "sed -i s/device-timeout=30s/device-timeout=300s/ /etc/fstab; grep -q campus-gate /etc/fstab || echo '/data/campus-gate /var/lib/campus-gate none bind,nofail 0 0' >> /etc/fstab; "
                "mountpoint -q /var/lib/campus-gate || mount /var/lib/campus-gate", 300)
        self.put("/etc/systemd/system/campus-gate.service.d/bench.conf", DROP_IN)
        self.put("/etc/mosquitto/conf.d/bench.conf", "listener 1883\nallow_anonymous true\n")
        self.sh("systemctl enable -q mosquitto 2>&1; systemctl restart mosquitto")
        if deb:
            shutil.copy(deb, share / "campus-gate.deb")
            print(self.sh("cp /host/program/campus-gate.deb /tmp/; chmod 644 /tmp/campus-gate.deb; "
                          "DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends /tmp/campus-gate.deb 2>&1", 900), flush=True)
        else:
            shutil.copy(program / "campus-gate.jar", share)
            shutil.copytree(program / "lib", share / "lib")
            self.sh("mkdir -p /usr/share/campus-gate; cp -r /host/program/. /usr/share/campus-gate/", 300)
            for source, target in LAYOUT.items():
                self.put(target, (PROJECT / source).read_text())
            self.sh("chmod 755 /usr/bin/campus-gate /usr/share/campus-gate/relay-rest /usr/share/campus-gate/make-cache; "
                    "systemd-sysusers; systemd-tmpfiles --create campus-gate.conf; udevadm control --reload; udevadm trigger --settle; "
                    "systemctl daemon-reload", 300)
        self.put("/etc/campus-gate/gate.toml", config())
        self.put("/etc/campus-gate/people/people.csv", PEOPLE)
        self.put("/etc/campus-gate/people/levels.csv", LEVELS)

    def start(self, text):
        """Starts the gate anew with this configuration; seconds until systemd has heard READY."""
        self.put("/etc/campus-gate/gate.toml", text)
        start = time.time()
        self.sh("systemctl restart campus-gate", 900)
        return time.time() - start

    def apt(self, what, *options, verb="install"):
        """(whether it went well, the end of what it said) of apt-get, with a package's file as root's apt reads it."""
        if verb == "install":
            shutil.copy(what, self.vpi.DIR / "share" / "apt.deb")
            self.sh("cp /host/apt.deb /tmp/apt.deb; chmod 644 /tmp/apt.deb")
            what = "/tmp/apt.deb"
        status, text = self.v.sh(f"DEBIAN_FRONTEND=noninteractive apt-get {verb} -y -o Dpkg::Options::=--force-confold --no-install-recommends {' '.join(options)} {what} 2>&1", 900)
        told = [line for line in text.strip().splitlines() if line.strip()]
        return status == 0, told[-1] if status == 0 else "\n".join(told[-8:])

    def state(self, before=None):
        """What has to survive: the journal's events (up to those of an earlier state), the people in force, the configuration."""
        upto = f" where seq <= {before['events']}" if before else ""
        return {"events": int(self.journal(f"select count(*) from journal{upto}")), "people": self.sh("sha256sum < /etc/campus-gate/people/people.csv | cut -c1-8; ls /var/lib/campus-gate/gate.whitelist | grep '^[0-9].*db$'").split(),
                "configuration": self.sh("sha256sum < /etc/campus-gate/gate.toml | cut -c1-8").strip()}

    def refused(self, what, text, named):
        """The gate does not start with this configuration, and says why in a line that names a file."""
        self.put("/etc/campus-gate/gate.toml", text)
        status, said = self.v.sh("runuser -u campus-gate -- campus-gate run -c /etc/campus-gate/gate.toml 2>&1", 300)
        lines = [line for line in said.strip().splitlines() if named in line]
        self.check(f"{what} is refused", status in (1, 78) and lines and "\tat " not in said, f"{status}: {lines[0] if lines else said.strip()}")

    def command(self, arguments, timeout=900):
        return self.v.sh(f"campus-gate {arguments} -c /etc/campus-gate/gate.toml", timeout)


# --- the scenarios, in this order -------------------------------------------------------------------

def boot(b):
    """The relay rests from power-on to the first grant; groups and nodes are right; doctor is content."""
    b.check("the udev rules give the pins and the bus to their groups",
            b.sh("stat -c %G /dev/gpiochip0 /dev/i2c-1").split() == ["gpio", "i2c"])
    b.v.usb(True)
    b.sh("systemctl start campus-gate-cache", 900)
    b.check("a start-up cache can be made here", "campus-gate.aot" in b.sh("ls /var/cache/campus-gate"))
    took = b.start(config())
    b.check("READY reaches systemd", b.sh("systemctl is-active campus-gate").strip() == "active", f"{took:.1f} s")
    b.check("from power-on until now the relay's line was never set high", not any(on for _, on in b.edges(0)),
            f"{len(b.edges(0))} settings, level {b.level()}")
    status, text = b.command("whitelist import /etc/campus-gate/people --yes")
    b.check("import of the whitelist", status == 0, text.strip().splitlines()[-1])
    b.quiet()
    text = b.command("doctor --json")[1]
    devices = [json.loads(line) for line in text.splitlines() if line.startswith('{"check":"in-')]
    bad = [d for d in devices if d["state"] != "ok"]
    b.check("doctor finds every device well", devices and not bad, f"{len(devices)} devices; {bad or ''}")


def groups(b):
    """Pins that the service may not use: told in a line, and taken as soon as it may."""
    b.sh("chown root:root /dev/gpiochip0; chmod 600 /dev/gpiochip0; date +%s > /run/since")
    b.start(config())
    b.tap(CROWD[1], "usb")
    b.check("the other lane opens all the same", b.until(lambda: b.wire("serial2").on(), 20))
    log = b.sh("journalctl -u campus-gate -o cat --since @$(cat /run/since)").splitlines()
    told = [line for line in log if "/dev/gpiochip0" in line]
    b.check("the log names the file and the group", told and "group gpio" in told[0], told and told[0])
    b.check("without a stack trace", not [line for line in log if line.startswith("\tat ")], f"{len(log)} lines")
    seq = b.last()
    b.sh("chown root:gpio /dev/gpiochip0; chmod 660 /dev/gpiochip0")
    start = time.time()
    b.check("allowed again, the relay is taken", b.event(seq, type="device", outcome="back", kind="relay"), f"{time.time() - start:.1f} s")
    b.quiet()
    time.sleep(4)
    mark = b.trace()
    b.tap(CROWD[2])
    b.check("and obeys", b.energised(mark) is not None)
    b.quiet()


def first(b):
    """The first tap after a start, one at a time that nobody hurried: on a slow board the loading of its classes is what it costs."""
    seen = []
    for _ in range(3):
        b.start(config())
        time.sleep(10)
        mark = b.trace()
        b.tap(CROWD[15])
        took = b.energised(mark)
        seen.append("not opened" if took is None else f"{took * 1000:.0f} ms")
        time.sleep(12)
        mark = b.trace()
        b.tap(CROWD[16])
        second = b.energised(mark)
        seen.append("not opened" if second is None else f"then {second * 1000:.0f} ms")
    b.check("the first tap after a start opens", "not opened" not in seen[::2], ", ".join(seen))
    b.quiet()


def tap(b):
    """A known card opens, a stranger and a broken frame do not; the passage is told."""
    seq, mark = b.last(), b.trace()
    b.tap(TEACHER)
    took = b.energised(mark)
    b.v.gpio(DOOR, 1)
    b.check("a known card energises the relay", took is not None, f"{(took or 0) * 1000:.0f} ms after the frame was sent, emulated")
    b.check("opening the door makes it a passage", b.event(seq, type="passage", outcome="passed"))
    b.v.gpio(DOOR, 0)
    b.check("shutting it is told", b.event(seq, type="door", outcome="closed"))
    b.until(lambda: len(b.edges(mark)) >= 2, 10)
    pulse = [at for at, _ in b.edges(mark)]
    b.check("the pulse lasts its 2000 ms", len(pulse) == 2 and 1.9 < pulse[1] - pulse[0] < 2.3, pulse and f"{1000 * (pulse[-1] - pulse[0]):.0f} ms")
    entry = b.event(seq, type="entry", outcome="granted")
    b.check("the entry names the card", entry and entry["who"]["credential"]["number"] == "001293D8")
    seq, mark = b.last(), b.trace()
    b.tap(STRANGER)
    b.check("a stranger is refused", b.event(seq, type="entry", outcome="denied", reason="unknown_credential"))
    b.tap(SUSPENDED)
    b.check("a suspended person is refused", b.event(seq, type="entry", outcome="denied", reason="suspended"))
    seq = b.last()
    good = frame(TEACHER)
    b.wire("serial1").socket.sendall(good[:9] + b"\x00\xff" + bytes(range(256)) + good[:-3] + b"00\x03")
    time.sleep(3)
    b.check("noise and a wrong checksum are no tap", not b.events(seq), b.told(seq))
    b.check("none of them moved the relay", not b.edges(mark))
    seq = b.last()
    b.tap(CROWD[10])
    b.check("not going through is told", b.event(seq, type="passage", outcome="did_not_pass"))


def spike(b, line):
    """Pulls a line down and up again as fast as the guest can; seconds at most that it was low."""
    path = f"/run/vpi/gpio/sim_gpio{line}/pull"
    return float(b.sh(f"chrt -f 50 bash -c 's=$EPOCHREALTIME; echo pull-down > {path}; echo pull-up > {path}; e=$EPOCHREALTIME; echo $((${{e/./}} - ${{s/./}}))'")) / 1e6


def door(b):
    """Exit button, forced and held door, a bouncing contact, tamper."""
    seq, mark = b.last(), b.trace()
    b.v.gpio(EXIT, 0)
    took = b.energised(mark)
    b.v.gpio(EXIT, 1)
    b.v.gpio(DOOR, 1)
    time.sleep(1)
    b.v.gpio(DOOR, 0)
    b.check("the exit button opens", took is not None, f"{(took or 0) * 1000:.0f} ms")
    b.check("and is told", b.event(seq, type="door", outcome="exit_button"))
    b.check("going out by it is not forced", b.event(seq, type="door", outcome="closed") and "forced_open" not in b.told(seq), b.told(seq))
    b.quiet()
    time.sleep(7)
    seq, mark = b.last(), b.trace()
    b.v.gpio(DOOR, 1)
    b.check("a door that opens by itself is forced", b.event(seq, type="door", outcome="forced_open"))
    b.check("which is an incident", b.event(seq, type="incident", outcome="opened", kind="forced_open"))
    b.v.gpio(DOOR, 0)
    b.check("its shutting is told", b.event(seq, type="door", outcome="closed"))
    b.check("the relay was not moved by any of it", not b.edges(mark))
    seq = b.last()
    spikes = [spike(b, TAMPER) for _ in range(20)]
    time.sleep(2)
    b.check("short spikes are nothing", min(spikes) < 0.02 and "incident" not in b.told(seq),
            f"{len(spikes)} spikes, {', '.join(f'{1000 * s:.0f}' for s in sorted(spikes))} ms: {b.told(seq)}")
    b.v.gpio(TAMPER, 0)
    b.check("a steady tamper contact is an incident", b.event(seq, type="incident", outcome="opened", kind="tamper"))
    seq, mark = b.last(), b.trace()
    b.tap(CROWD[11])
    b.energised(mark)
    b.v.gpio(DOOR, 1)
    b.check("a door kept open is told after 6 s", b.event(seq, type="door", outcome="held_open"))
    b.quiet()


def fire(b):
    """The fire input holds the relay past max-on-ms, through taps, and secures when it is over."""
    seq, mark = b.last(), b.trace()
    b.v.gpio(FIRE, 0)
    took = b.energised(mark)
    b.check("fire releases the lane", took is not None, f"{(took or 0) * 1000:.0f} ms")
    b.check("and is told", b.event(seq, type="door", outcome="released"))
    time.sleep(10)
    b.check("it is held longer than max-on-ms, 8 s", b.level() == 1 and len(b.edges(mark)) == 1)
    b.tap(STRANGER)
    b.event(seq, type="entry")
    b.check("a tap meanwhile does not secure it", b.level() == 1, b.told(seq))
    b.v.gpio(FIRE, 1)
    b.check("it is over when the input is quiet", b.event(seq, type="door", outcome="secured") and b.until(lambda: b.level() == 0, 5))


def fever(b):
    """Screening by the real registers of a thermometer on the bus."""
    b.v.sensor(object=3430, ambient=2300)   # + 2.53 by the table: 36.8
    seq, mark = b.last(), b.trace()
    time.sleep(2)
    b.tap(CONTRACTORS[8])
    opened = b.energised(mark) is not None
    b.v.gpio(DOOR, 1), time.sleep(1), b.v.gpio(DOOR, 0)
    entry = b.event(seq, type="entry", outcome="granted")
    b.check("a contractor of 36.8 °C comes in", entry and opened, entry and entry.get("health"))
    b.quiet()
    time.sleep(3)
    b.v.sensor(object=3560)
    time.sleep(2)
    seq, mark = b.last(), b.trace()
    b.tap(CONTRACTORS[9])
    b.check("one of 38.1 °C does not", b.event(seq, type="entry", outcome="denied", reason="fever") and not b.edges(mark))
    b.quiet()


def sensor(b):
    """Each fault of the thermometer: told once, never an opening, never the other people's trouble; and back."""
    faults = (("nack", "lost"), ("eio", "lost"), ("hang", "lost"), ("pec", "unreliable"), ("flag", "unreliable"), ("ones", "unreliable"),
              ("zeros", "unreliable"))
    for i, (fault, outcome) in enumerate(faults):
        b.v.sensor(object=3430, ambient=2300)
        seq, mark = b.last(), b.trace()
        b.v.sensor(fault=fault, fault_count=0, fault_ms=1000)
        told = b.event(seq, type="device", outcome=outcome)
        b.check(f"{fault}: the thermometer is {outcome}", told, told and told.get("reason"))
        b.tap(CONTRACTORS[i])
        waits = b.event(seq, type="entry", outcome="waiting")
        b.check(f"{fault}: who is to be screened waits for the guard", waits and not b.edges(mark), waits and waits.get("reason"))
        b.tap(CROWD[20 + i])
        b.check(f"{fault}: who is not, comes in", b.energised(mark) is not None)
        time.sleep(6)
        devices = [e for e in b.events(seq) if e["type"] == "device"]
        b.check(f"{fault}: told once", len(devices) == 1, f"{len(devices)} device events, {b.sh('cat /run/vpi/mlx/faults').strip()} faults so far")
        seq = b.last()
        b.v.sensor(fault="none")
        start = time.time()   # a device that came and went more than a few times in a minute has to be steady for a minute
        b.check(f"{fault}: back by itself", b.event(seq, 150, type="device", outcome="back"), f"{time.time() - start:.1f} s")
        b.quiet()
    seq = b.last()
    for fault in ("pec", "ones"):
        b.v.sensor(fault_count=2, fault=fault)
        time.sleep(3)
    b.check("two wrong checksums in a row are repeated, not reported", "device" not in b.told(seq), b.told(seq))
    log = b.sh("journalctl -u campus-gate -o cat | grep -c -i thermometer").strip()
    stack = b.sh("journalctl -u campus-gate -o cat | grep -c '^\\s*at ' || true").strip()
    b.check("the log has no stack trace of all that", stack == "0", f"{log} lines about the thermometer")


def usb(b):
    """A USB reader pulled out and put back; the other lane goes on."""
    b.tap(CROWD[12], "usb")
    b.check("a card at the USB reader opens its lane", b.until(lambda: b.wire("serial2").on(), 20))
    b.quiet()
    seq, mark = b.last(), b.trace()
    b.v.usb(False)
    start = time.time()
    told = b.event(seq, type="device", outcome="lost", lane="in-2")
    b.check("pulled out, it is lost", told, f"{time.time() - start:.1f} s: {told and told.get('reason')}")
    b.tap(CROWD[13])
    b.check("the other lane opens", b.energised(mark) is not None)
    time.sleep(5)
    before = b.ticks()
    time.sleep(10)
    usage = (b.ticks() - before) / 10
    b.check("nobody spins on the missing port", usage < 60, f"{usage:.0f} % of an emulated core, thermometer and pages included")
    b.lines.pop("usb", None)
    b.v.usb(True)
    start = time.time()
    b.check("put back, it is there again", b.event(seq, 60, type="device", outcome="back", lane="in-2"), f"{time.time() - start:.1f} s")
    b.tap(CROWD[14], "usb")
    b.check("and reads cards", b.until(lambda: b.wire("serial2").on(), 20))
    b.quiet()


def restarted(b, after, what):
    b.ready()
    # asked of the journal, since after a power cut it may have been published before anybody listened again
    told = b.until(lambda: int(b.journal(f'select count(*) from journal where seq > {after} and text like "%unclean_start%"')), 300, 2)
    b.check(f"{what}: the service is back and says so", told == 1, b.told(after))
    status, text = b.command("log verify --json")
    b.check(f"{what}: log verify is clean", status == 0, text.strip())


def kill(b):
    """SIGKILL while both relays are on."""
    seq, mark, pid = b.last(), b.trace(), b.pid()
    b.tap(CROWD[40]), b.tap(CROWD[41], "usb")
    on = b.until(lambda: b.level() == 1 and b.wire("serial2").on(), 20)
    start = time.time()
    b.sh(f"kill -KILL {pid}")   # the shell's own, since systemctl takes seconds here
    dropped = b.until(lambda: b.level() == 0, 5, 0.01)
    b.check("the pin's relay drops when the program is killed", on and dropped, f"{(time.time() - start) * 1000:.0f} ms after the order to kill")
    rested = b.until(lambda: not b.wire("serial2").on(), 20)
    b.check("the USB relay is told to rest", rested, f"{b.wire('serial2').commands[-1][0] - start:.1f} s after" if rested else "it stays on")
    restarted(b, seq, "kill")
    b.check("the restart energised nothing", sum(on for _, on in b.edges(mark)) == 1 and not b.wire("serial2").on())
    b.quiet()


def freeze(b):
    """SIGSTOP while the relay is on: systemd's watchdog ends it."""
    b.start(config(pulse_ms=3000, open_for_ms=7000))   # `power` leaves a short pulse, and an order takes its time here
    b.warm()
    seq, mark, pid = b.last(), b.trace(), b.pid()
    b.tap(CROWD[42])
    b.energised(mark)
    start = time.time()
    b.sh(f"kill -STOP {pid}")
    time.sleep(4)
    b.check("a frozen program cannot end its pulse", b.level() == 1)
    dropped = b.until(lambda: b.level() == 0, 60, 0.05)
    b.check("the watchdog drops the relay", dropped, f"{time.time() - start:.1f} s after the freeze")
    restarted(b, seq, "freeze")
    b.quiet()


def stop(b):
    """A clean stop while the relay is on; evacuation over a crash."""
    seq, mark = b.last(), b.trace()
    b.tap(CROWD[43])
    b.energised(mark)
    b.sh("systemctl stop campus-gate")
    b.check("systemctl stop rests the relay and says goodbye", b.level() == 0 and b.event(seq, type="gate", outcome="stopped"), b.told(seq))
    b.sh("systemctl start campus-gate", 900)
    b.check("evacuation is ordered", b.command("mode set evacuation --reason bench")[0] == 0)
    b.check("it holds the lane", b.until(lambda: b.level() == 1, 10))
    seq = b.last()
    b.sh("systemctl kill -s KILL campus-gate")
    b.check("killed, the relay drops: only wiring keeps a lane open", b.until(lambda: b.level() == 0, 5, 0.01))
    b.ready()
    b.check("after the restart it is released again, with a mode event", b.until(lambda: b.level() == 1, 30) and b.event(seq, type="mode"), b.told(seq))
    b.check("normal again", b.command("mode set normal --reason bench")[0] == 0 and b.until(lambda: b.level() == 0, 10))


def figures(b):
    """What the gate costs here. An emulated processor: to compare with each other, not with a Raspberry Pi."""
    cache = "/var/cache/campus-gate/campus-gate.aot"
    b.sh("systemctl stop campus-gate-cache")
    quick = config(pulse_ms=100, open_for_ms=300, door=False)
    if b.v.sh(f"mv {cache} {cache}.off")[0] == 0:
        without = b.start(config())
        b.sh(f"mv {cache}.off {cache}")
        cached = b.start(quick)
        b.check("the start-up cache is used", int(b.sh(f"grep -c campus-gate.aot /proc/{b.pid()}/maps || true")) > 0,
                f"start to READY without it {without:.1f} s, with it {cached:.1f} s")
    else:
        print(f"     no start-up cache is made yet; start to READY {b.start(quick):.1f} s", flush=True)
    b.warm()
    time.sleep(20)
    idle, start = b.ticks(), time.time()
    time.sleep(60)
    idle = (b.ticks() - idle) / (time.time() - start)
    numbers, delays, used, start = list(CROWD)[:40], [], b.ticks(), time.time()
    for number in numbers:
        mark = b.trace()
        b.tap(number)
        if (took := b.energised(mark, 10)) is not None:
            delays.append(took * 1000)
        time.sleep(1)
    used = b.ticks() - used - idle * (time.time() - start)
    b.check("every tap opens", len(delays) == len(numbers), f"frame sent to relay set {min(delays):.0f} to {max(delays):.0f} ms, median {statistics.median(delays):.0f}")
    resident, peak = (int(line.split()[1]) // 1024 for line in sorted(b.sh(f"grep -E 'VmRSS|VmHWM' /proc/{b.pid()}/status").splitlines(), reverse=True))
    b.check("it stays below the unit's MemoryHigh", peak < 220, f"{resident} MB resident, {peak} MB at most")
    print(f"     of an emulated core: {idle:.1f} % idle with a thermometer polled, {used * 10 / len(numbers):.0f} ms a tap", flush=True)


def package(b):
    """The package over its life: upgrade with data, one version back, a start-up's leftovers, removal,
    installation anew, purge. Leaves a gate that was just installed: `boot` sets it up."""
    b.put("/etc/campus-gate/gate.toml", config())
    b.sh("systemctl start campus-gate", 900)
    store = b.state()
    with tempfile.TemporaryDirectory(dir=b.vpi.DIR) as folder:
        later = renamed(b.next or b.deb, Path(folder))
        b.check("upgrade", *b.apt(later))
    b.check("the gate runs, with a package of the later version", b.sh("systemctl is-active campus-gate; dpkg-query -Wf '${Version}' campus-gate").split()[0] == "active",
            b.sh("dpkg-query -Wf '${Version}' campus-gate"))
    b.check("journal, people and configuration are those of before", b.state(store) == store, store)
    b.check("one version back", *b.apt(b.deb, "--allow-downgrades"))
    b.check("it runs and has them still", b.sh("systemctl is-active campus-gate").strip() == "active" and b.state(store) == store, b.state(store))
    status, text = b.command("log verify --json")
    b.check("log verify is clean", status == 0, text.strip().splitlines()[-1])
    left = b.sh("ls /var/cache/campus-gate/native | grep -c 'sqlite.*so$'; du -s --apparent-size /var/cache/campus-gate/native").split()
    b.check("starts leave no native libraries behind but the running one's", left[0] == "1", f"{left[0]} copies, {left[1]} KiB")
    b.check("removed", *b.apt("campus-gate", verb="remove"))
    b.check("the gate is gone, its relay rests", b.sh("systemctl is-active campus-gate || true").strip() != "active" and b.level() == 0)
    have = b.sh("ls /var/lib/campus-gate/gate.db /etc/campus-gate/gate.toml /var/backups/campus-gate -d").split()
    b.check("store, configuration and backups stay", len(have) == 3, have)
    b.check("installed again", *b.apt(b.deb))
    b.check("it starts with the machine, as before", b.sh("systemctl is-enabled campus-gate campus-gate-backup.timer campus-gate-retention.timer campus-gate-cache; "
                                                               "systemctl is-active campus-gate-backup.timer campus-gate-retention.timer").split() == ["enabled"] * 4 + ["active"] * 2)
    b.sh("systemctl start campus-gate", 900)
    b.check("and knows all it knew", b.state(store) == store, b.state(store))
    b.check("purged with the answer no", *b.apt("campus-gate", verb="purge"))
    b.check("the store is there still, the configuration is not", b.sh("ls /var/lib/campus-gate/gate.db; ls /etc/campus-gate/gate.toml 2>/dev/null || true").split() == [STORE])
    b.check("no unit of it is left enabled", b.sh("ls /etc/systemd/system/*.wants | grep campus-gate || true").strip() == "")
    b.check("installed once more", *b.apt(b.deb))
    b.sh("echo campus-gate campus-gate/purge-data boolean true | debconf-set-selections")
    b.check("purged with the answer yes", *b.apt("campus-gate", verb="purge"))
    b.check("nothing of the store is left", b.sh("find /var/lib/campus-gate /var/backups/campus-gate /var/cache/campus-gate -mindepth 1 2>/dev/null | head; true").strip() == "")
    b.install(None, b.deb)


def renamed(deb, folder):
    """The same package as of a later version."""
    tree = folder / "tree"
    subprocess.run(["dpkg-deb", "-R", deb, tree], check=True)
    control = tree / "DEBIAN" / "control"
    control.write_text(re.sub(r"(?m)^(Version: .*)$", r"\1+next", control.read_text()))
    subprocess.run(["dpkg-deb", "-b", "--root-owner-group", "-Znone", tree, folder / "next.deb"], check=True, stdout=subprocess.DEVNULL)
    return folder / "next.deb"


def backup(b):
    """The timer's service: a backup of the running gate, seven are kept, and the newest brings a lost store back."""
    folder = "/var/backups/campus-gate"
    b.check("the timer waits for the night", b.sh("systemctl is-active campus-gate-backup.timer").strip() == "active",
            b.sh("systemctl show -P NextElapseUSecRealtime campus-gate-backup.timer").strip())
    b.sh(f"for n in 1 2 3 4 5 6 7 8 9; do runuser -u campus-gate -- touch {folder}/campus-gate-2026-01-0$n.backup; done")
    b.sh("systemctl start campus-gate-backup.service", 900)
    kept = b.sh(f"ls {folder}").split()
    b.check("one is made, the newest seven are kept", len(kept) == 7 and kept[0] == "campus-gate-2026-01-04.backup" and kept[-1] > "campus-gate-2026-02", kept)
    b.check("it is its user's alone", b.sh(f"stat -c '%U %a' {folder}/{kept[-1]}").split() == ["campus-gate", "600"], b.sh(f"stat -c '%s bytes' {folder}/{kept[-1]}").strip())
    store = b.state()
    b.sh("systemctl stop campus-gate", 60)
    b.sh("mkdir -p /root/lost; mv /var/lib/campus-gate/gate.* /root/lost/")
    status, text = b.command(f"restore {folder}/{kept[-1]}")
    b.check("the lost store is restored", status == 0, text.strip().splitlines()[-1])
    b.sh("systemctl start campus-gate", 900)
    b.check("the gate has its journal and people again", b.state(store)["people"] == store["people"], b.state(store))
    status, text = b.command("log verify --json")
    b.check("log verify is clean", status == 0, text.strip().splitlines()[-1])
    b.warm()
    mark = b.trace()
    b.tap(CROWD[50])
    b.check("and a card opens", b.energised(mark) is not None)
    b.quiet()


def credentials(b):
    """A key as a systemd credential; one that everybody or nobody may read is refused, in a line."""
    with_key = lambda path: config().replace("[clock]", f'id-key-file = "{path}"\n[clock]')
    b.sh("systemctl stop campus-gate; rm -f /etc/campus-gate/credentials/id.key; campus-gate keygen --id-key /etc/campus-gate/credentials/id.key", 300)
    b.check("the key is root's alone on the disk", b.sh("stat -c '%U %a' /etc/campus-gate/credentials/id.key").split() == ["root", "600"])
    b.start(with_key("/run/credentials/campus-gate.service/secret_id.key"))
    b.check("the gate starts with the key that systemd hands it", b.sh("systemctl is-active campus-gate").strip() == "active")
    b.sh("systemctl stop campus-gate; cp /etc/campus-gate/credentials/id.key /etc/campus-gate/id.key; chown root:root /etc/campus-gate/id.key; chmod 600 /etc/campus-gate/id.key")
    b.refused("a key it may not read", with_key("/etc/campus-gate/id.key"), "/etc/campus-gate/id.key")
    b.sh("chmod 644 /etc/campus-gate/id.key")
    b.refused("a key that everybody may read", with_key("/etc/campus-gate/id.key"), "/etc/campus-gate/id.key")
    b.sh("rm -f /etc/campus-gate/id.key")


def refusals(b):
    """Two daemons on one store, pages on a port that is taken, no Java: a plain line each."""
    b.start(config())
    status, text = b.v.sh("runuser -u campus-gate -- campus-gate run -c /etc/campus-gate/gate.toml 2>&1", 300)
    b.check("a second daemon on the store goes", status not in (0, 124) and "\tat " not in text, f"{status}: {text.strip().splitlines()[-1]}")
    b.check("the first goes on", b.sh("systemctl is-active campus-gate").strip() == "active")
    b.sh("systemctl stop campus-gate; date +%s > /run/since; systemd-run -q --unit taken systemd-socket-activate -l 127.0.0.1:8080 /bin/sleep 3600")
    b.start(config())
    log = b.sh("journalctl -u campus-gate -o cat --since @$(cat /run/since)").splitlines()
    told = [line for line in log if "8080" in line]
    b.check("a port that is taken is told, and the gate runs without its pages", told and not [line for line in log if line.startswith("\tat ")], told and told[0])
    b.sh("systemctl stop taken")
    status, text = b.v.sh("mv /usr/lib/jvm /usr/lib/jvm.off; campus-gate --version 2>&1; s=$?; mv /usr/lib/jvm.off /usr/lib/jvm; exit $s", 60)
    b.check("without Java it says what to install", status == 1 and "openjdk-25" in text, text.strip())


def retention(b):
    """A temperature and a name that were kept too long go: from a stopped gate by the timer's service, from a running one by its order."""
    b.check("the timer waits for the night", b.sh("systemctl is-enabled campus-gate-retention.timer; systemctl is-active campus-gate-retention.timer").split() == ["enabled", "active"],
            b.sh("systemctl show -P NextElapseUSecRealtime campus-gate-retention.timer").strip())
    b.start(config().replace("[store]", "[store]\nkeep-days = 0\nkeep-temperature-days = 0"))
    b.warm()
    count = lambda: int(b.journal('select count(*) from journal where text like "%,_who_:{%"'))
    before = count()
    b.sh("systemctl start campus-gate-retention.service", 900)
    b.check("the running gate purges when the service asks it", before > 0 and count() == 0, f"{before} names before, {count()} after: {service_said(b)}")
    b.tap(CROWD[4])
    b.until(lambda: count() > 0, 20)
    b.quiet()
    b.sh("systemctl stop campus-gate", 60)
    before = count()
    start = time.time()
    b.sh("systemctl start campus-gate-retention.service", 900)
    b.check("the store of a stopped gate is purged", before > 0 and count() == 0, f"{before} before, {count()} after, {time.time() - start:.0f} s: {service_said(b)}")
    status, text = b.command("log verify --json")
    b.check("log verify is clean", status == 0, text.strip().splitlines()[-1])
    b.put("/etc/campus-gate/gate.toml", config().replace('source = "assume"', 'source = "ntp"'))
    status, _ = b.v.sh("systemctl start campus-gate-retention.service", 900)
    b.check("without network time nothing is purged, and the service fails with the reason", status != 0 and "cannot be trusted" in service_said(b), service_said(b))
    b.sh("systemctl reset-failed campus-gate-retention.service")
    b.check("it belongs to its user", b.sh("find /var/lib/campus-gate -not -user campus-gate | head -3").strip() == "")
    print("     " + b.sh("systemd-analyze security --no-pager campus-gate-retention.service | tail -1").strip(), flush=True)
    b.start(config())
    b.warm()


def service_said(b):
    """The last line of the purge's own."""
    return (b.sh("journalctl -u campus-gate-retention _COMM=java -o cat -n 1").strip().splitlines() or [""])[-1]


BROKER = "broker.school.lan"
ACCOUNTS = ("gate-east", "gate-west", "console", "admin")


def campus_broker(b):
    """Installs config/mosquitto as its own comments say, with a certificate and an account each."""
    examples = "/usr/share/doc/campus-gate/examples/mosquitto"
    if not b.deb:
        for name in ("mosquitto.conf", "acl"):
            b.put(f"{examples}/{name}", (PROJECT / "config/mosquitto" / name).read_text())
    b.sh(f"grep -q {BROKER} /etc/hosts || echo 127.0.0.1 {BROKER} >> /etc/hosts; rm -f /etc/mosquitto/conf.d/*.conf; "
         f"cp {examples}/mosquitto.conf /etc/mosquitto/conf.d/campus-gate.conf; cp {examples}/acl /etc/mosquitto/acl; mkdir -p /etc/mosquitto/certs; cd /etc/mosquitto/certs; "
         "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=school-ca 2>/dev/null; "
         f"openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout broker.key -out broker.csr -subj /CN={BROKER} 2>/dev/null; "
         f"echo subjectAltName=DNS:{BROKER} > ext; openssl x509 -req -in broker.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out broker.pem -days 30 -extfile ext 2>/dev/null; "
         "cp ca.pem /etc/campus-gate/ca.pem; chmod 644 /etc/campus-gate/ca.pem; chown -R mosquitto: /etc/mosquitto/certs; "
         "rm -f /etc/mosquitto/passwords; touch /etc/mosquitto/passwords; chmod 600 /etc/mosquitto/passwords; "
         + "".join(f"mosquitto_passwd -b /etc/mosquitto/passwords {a} pw-{a} 2>/dev/null; " for a in ACCOUNTS)
         + "chown mosquitto: /etc/mosquitto/passwords /etc/mosquitto/acl; chmod 600 /etc/mosquitto/acl; "
         "umask 077; echo pw-gate-east > /etc/campus-gate/credentials/mqtt; echo pw-console > /etc/campus-gate/console-credentials/mqtt")
    return b.v.sh("systemctl restart mosquitto && sleep 2 && systemctl is-active mosquitto || tail -5 /var/log/mosquitto/mosquitto.log; journalctl -u mosquitto -n 5 -o cat")


def as_account(account, program, rest):
    return f"{program} -h {BROKER} -p 8883 --cafile /etc/campus-gate/ca.pem -u {account} -P pw-{account} {rest}"


def broker(b):
    """The shipped broker configuration in the path of a tap, with the account of each and with others'."""
    status, text = campus_broker(b)
    b.check("mosquitto starts with the shipped configuration beside Debian's own", "\nactive" in "\n" + text, text.strip().splitlines()[0])
    b.check("it listens for TLS alone", b.sh("ss -ltnp | grep mosquitto | awk '{print $4}' | sed 's/.*://' | sort -u").split() == ["8883"])
    secure = config().replace('url = "mqtt://127.0.0.1:1883"', f'url = "mqtts://{BROKER}:8883"\nusername = "gate-east"\n'
                              'password-file = "/run/credentials/campus-gate.service/secret_mqtt"\nca-file = "ca.pem"')
    topic = "campus/no1/gate/east/event/#"
    for account in ("console", "gate-west", "admin"):
        b.sh(f"systemctl stop hear-{account} 2>/dev/null; rm -f /run/heard-{account}; systemd-run -q --unit hear-{account} sh -c '{as_account(account, 'mosquitto_sub', f'-q 1 -v -t {topic}')} > /run/heard-{account}'")
    link = lambda: json.loads(b.command("status --json")[1])["link"]
    heard = lambda account: b.sh(f"cat /run/heard-{account}").splitlines()
    b.start(secure)
    b.check("the gate is connected with its account", b.until(lambda: link()["state"] == "connected", 120, 2), link())
    b.warm()
    mark = b.trace()
    b.tap(CROWD[30])
    opened = b.energised(mark)
    b.check("a tap opens", opened is not None, f"{(opened or 0) * 1000:.0f} ms")
    entry = b.until(lambda: next((line for line in heard("console") if f"T{CROWD[30]}" in line), None), 60, 1)
    b.check("the console's account hears the entry", entry, entry and entry[:120])
    for account in ("gate-west", "admin"):
        b.check(f"{account} hears nothing of it", not heard(account))
    said = b.v.sh(as_account("gate-west", "mosquitto_pub", "-V 5 -q 1 -t campus/no1/gate/east/event/entry -m forged 2>&1"))[1].strip()
    b.check("another gate's account may not publish in its name", "ot authorized" in said and "forged" not in " ".join(heard("console")), said)
    said = b.v.sh(as_account("console", "mosquitto_pub", "-V 5 -q 1 -t campus/no1/gate/east/event/entry -m forged 2>&1"))[1].strip()
    b.check("nor may the console's", "ot authorized" in said and "forged" not in " ".join(heard("console")), said)
    status, said = b.v.sh(f"mosquitto_sub -h {BROKER} -p 8883 --cafile /etc/campus-gate/ca.pem -t '#' -W 5 2>&1")
    b.check("nobody without a password", status != 0 and "authori" in said, said.strip())
    status, said = b.v.sh(as_account("console", "mosquitto_sub", "-t '#' -W 5 2>&1").replace("pw-console", "wrong"))
    b.check("nobody with a wrong one", status != 0 and "authori" in said, said.strip())
    b.start(secure.replace("gate-east", "gate-west"))
    time.sleep(5)
    seen = link()
    b.check("a gate with a wrong password decides alone and says why", seen["state"] != "connected" and taps_open(b, CROWD[31]), seen)
    b.start(secure)
    b.sh("systemctl stop hear-console hear-gate-west hear-admin")


def taps_open(b, number):
    mark = b.trace()
    b.tap(number)
    return b.energised(mark) is not None


def console(b):
    """campus-gate-console under systemd, with the same broker: takes all events, confirms them, stops cleanly."""
    campus_broker(b)
    b.put("/etc/systemd/system/campus-gate-console.service.d/bench.conf", DROP_IN)
    b.put("/etc/campus-gate/console.toml", f"""[site]
id = "no1"
language = "en"
[mqtt]
url = "mqtts://{BROKER}:8883"
username = "console"
password-file = "/run/credentials/campus-gate-console.service/secret_mqtt"
ca-file = "ca.pem"
[store]
path = "/var/lib/campus-gate-console/console.db"
[web]
listen = "127.0.0.1:8081"
""")
    b.start(config().replace('url = "mqtt://127.0.0.1:1883"', f'url = "mqtts://{BROKER}:8883"\nusername = "gate-east"\n'
                             'password-file = "/run/credentials/campus-gate.service/secret_mqtt"\nca-file = "ca.pem"').replace("console = false", "console = true"))
    start = time.time()
    b.sh("systemctl daemon-reload; systemctl start campus-gate-console", 900)
    b.check("READY reaches systemd", b.sh("systemctl is-active campus-gate-console").strip() == "active", f"{time.time() - start:.0f} s")
    b.warm()
    have = lambda: int(b.journal("select count(*) from journal"))
    taken = lambda: int(b.sh("sqlite3 -readonly /var/lib/campus-gate-console/console.db 'select count(*) from event' 2>/dev/null || echo 0"))
    b.check("it takes the whole journal of the gate", b.until(lambda: taken() >= have(), 300, 5), f"{taken()} of {have()} events, {time.time() - start:.0f} s after its start began")
    confirmed = lambda: json.loads(b.command("status --json")[1])["link"]
    b.check("the gate has heard that they are stored", b.until(lambda: confirmed().get("confirmed", 0) >= have() - 1, 120, 5), confirmed())
    said = b.sh(r"exec 3<>/dev/tcp/127.0.0.1/8081; printf 'GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3; timeout 20 cat <&3 || true").strip()
    b.check("its page is well", " 200 " in said.splitlines()[0], f"{said.splitlines()[0]} … {said.splitlines()[-1]}")
    pid = b.sh("systemctl show -P MainPID campus-gate-console").strip()
    print("     " + b.sh("systemd-analyze security --no-pager campus-gate-console.service | tail -1").strip() + "; "
          + b.sh(f"grep VmRSS /proc/{pid}/status; ps -o user= -p {pid}").replace("\n", " "), flush=True)
    since = b.sh("date +%s").strip()
    start = time.time()
    b.sh("systemctl stop campus-gate-console", 120)
    log = b.sh(f"journalctl -u campus-gate-console -o cat --since @{since}")
    b.check("it stops cleanly", b.sh("systemctl show -P Result campus-gate-console").strip() == "success" and "\tat " not in log and "SIGKILL" not in log,
            f"{time.time() - start:.1f} s: {' / '.join(log.strip().splitlines()[-3:])}")
    b.sh("rm -f /etc/mosquitto/conf.d/campus-gate.conf")
    b.put("/etc/mosquitto/conf.d/bench.conf", "listener 1883\nallow_anonymous true\n")
    b.sh("systemctl restart mosquitto")
    b.start(config())
    b.listen()


def fulldisk(b):
    """No room for the program: an upgrade and a first installation end plainly, the gate of before goes on, and with room they work."""
    b.start(config())
    store = b.state()
    home = "/usr/share/campus-gate"
    b.sh(f"mkdir /run/full; mount -t tmpfs -o size=$(( $(du -sk {home} | cut -f1) + 3000 ))k,mode=755 full /run/full; cp -a {home}/. /run/full/; mount --bind /run/full {home}")
    with tempfile.TemporaryDirectory(dir=b.vpi.DIR) as folder:
        later = renamed(b.next or b.deb, Path(folder))
        done, said = b.apt(later)
        told = [line.strip() for line in said.splitlines() if "No space" in line]
        b.check("an upgrade without room fails and says so", not done and told, told[-1] if told else said)
        b.check("the gate of before runs on", b.sh("systemctl is-active campus-gate").strip() == "active" and taps_open(b, CROWD[32]))
        seen = b.sh("dpkg-query -Wf '${Status} ${Version}' campus-gate").strip()
        b.check("it is installed as it was", seen.startswith("install ok installed") and "+next" not in seen and not b.sh("dpkg -V campus-gate | grep -v ' c ' || true").strip(), seen)
        b.sh(f"umount {home}; umount /run/full; rmdir /run/full")
        b.check("with room the upgrade works", *b.apt(later))
    b.check("and the gate runs with all it had", b.sh("systemctl is-active campus-gate").strip() == "active" and b.state(store) == store, b.state(store))
    b.apt("campus-gate", verb="remove")
    b.sh(f"mkdir -p {home}; mount -t tmpfs -o size=5m full {home}")
    done, said = b.apt(b.deb)
    told = [line.strip() for line in said.splitlines() if "No space" in line]
    b.check("a first installation without room fails and says so", not done and told, told[-1] if told else said)
    left = b.sh(f"ls -A {home}; ls /usr/bin/campus-gate 2>/dev/null || true").split()
    status = b.sh("dpkg-query -Wf '${Status}' campus-gate").strip()
    b.check("nothing of the program is left half there", not left and status == "install ok config-files", f"{left} {status}")
    b.sh(f"umount {home}")
    b.check("with room it works", *b.apt(b.deb))
    b.sh("systemctl start campus-gate", 900)
    b.check("and knows all it knew", b.state(store) == store, b.state(store))


def schema(b):
    """The store of a later version, as after a downgrade: a plain line, the store untouched, and well again with the copy."""
    b.start(config())
    b.sh(f"systemctl stop campus-gate; cp -a {STORE} /root/before.db; sqlite3 {STORE} 'pragma user_version = 99'; date +%s > /run/since")
    digest = lambda: b.sh(f"sha256sum {STORE}").split()[0]
    before = digest()
    b.sh("systemctl start --no-block campus-gate; sleep 1")
    told = b.until(lambda: [line for line in b.sh("journalctl -u campus-gate -o cat --since @$(cat /run/since)").splitlines() if "newer version" in line], 300, 5)
    b.check("it does not start and says why", told and b.sh("systemctl is-active campus-gate || true").strip() != "active", told and told[0])
    status, text = b.command("log purge")
    b.check("nor does a command touch it", status == 1 and "newer version" in text, text.strip())
    b.sh("systemctl stop campus-gate")
    b.check("the store is as it was, to the byte", digest() == before, before)
    b.sh(f"rm -f {STORE}-wal {STORE}-shm; cp -a /root/before.db {STORE}; systemctl reset-failed campus-gate; systemctl start campus-gate", 900)
    status, text = b.command("log verify --json")
    b.check("with the copy in its place it starts", status == 0, text.strip().splitlines()[-1])
    b.warm()


def power(b):
    """The plug is pulled during taps; disks as at 30 moments of that run are checked, one of them is booted."""
    b.sh("systemctl stop campus-gate")
    # each write and flush of /data takes 150 ms, so that a relay that did not wait for them would be seen to
    sectors = b.sh("blockdev --getsz /dev/disk/by-label/vpi-data").strip()
    disk = b.sh("readlink -f /dev/disk/by-label/vpi-data").strip()
    b.sh(f"umount /var/lib/campus-gate; umount /data; dmsetup create slow --table '0 {sectors} delay {disk} 0 0 {disk} 0 150'; mount /dev/mapper/slow /data; mount /var/lib/campus-gate")
    b.start(config(pulse_ms=100, open_for_ms=300, door=False))
    b.warm()
    promised, published, cards = [], [], CROWD[3:40]
    before, delays = int(b.journal(GRANTED)), []
    bytes0 = b.v.position("data")
    for number in cards[:30]:
        mark = b.trace()
        b.tap(number)
        took = b.energised(mark, 5)
        if took is not None:
            promised.append(b.v.position("data"))
            published.append((max(b.ear.heard), b.v.position("data")))
            delays.append(took * 1000)
        time.sleep(0.6)
    seq = b.last()
    writes = (b.v.position("data") - bytes0) / 1024 / max(1, len(promised))
    b.check("the relay waits for a slow disk", len(promised) > 20 and min(delays) > 150,
            f"{len(promised)} grants, {min(delays):.0f} to {max(delays):.0f} ms, median {statistics.median(delays):.0f}; {writes:.0f} KiB written per tap")
    b.v.kill()
    rnd = random.Random(1)
    with tempfile.TemporaryDirectory(dir=b.vpi.DIR) as folder:
        for n in range(30):
            upto = rnd.randrange(promised[0], b.v.position("data") + 1)
            lose = "all" if n % 2 == 0 else str(n)
            must = before + sum(at <= upto for at in promised)
            sent = max((seq for seq, at in published if at <= upto), default=0)
            have, verdict = crash_state(b, Path(folder), upto, lose)
            b.check(f"cut {n + 1:2}, unflushed writes lost: {'half' if lose != 'all' else lose}",
                    have >= must and verdict["gaps"] == verdict.get("breaks") == 0 and verdict["last"] >= sent,
                    f"{must} openings, {have} entries; {sent} published, {verdict}")
    print(b.v.crash("data", lose="7"), flush=True)
    b.lines.clear()
    b.v.up()
    b.v.wait_ready()
    b.v.usb(True)
    b.wire("serial2")
    heard = b.ear.heard
    b.listen()
    b.ear.heard.update(heard)
    b.sh("systemctl start campus-gate", 900)
    restarted(b, seq, "power cut")
    b.check("the relay was not energised by booting", not any(on for _, on in b.edges(0)) and b.level() == 0)
    b.quiet()


GRANTED = 'select count(*) from journal where text like "%outcome___granted%"'


def crash_state(b, folder, upto, lose):
    """(granted entries, what `log verify` says) of the disk as a cut at that place of its write log leaves it."""
    image, mount, copy = folder / "image", folder / "mount", folder / "copy"
    mount.mkdir(exist_ok=True)
    b.v.crash("data", image, upto, lose)
    subprocess.run(["mount", "-o", "loop", image, mount], check=True)   # replays the journal of ext4
    try:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(mount / "campus-gate", copy)
    finally:
        subprocess.run(["umount", mount], check=True)
    (copy / "gate.toml").write_text(config().replace(STORE, str(copy / "gate.db")))
    verify = subprocess.run([*b.java, "log", "verify", "--json", "-c", copy / "gate.toml"], capture_output=True, text=True)
    with closing(sqlite3.connect(copy / "gate.db")) as db:
        have = db.execute(GRANTED).fetchone()[0]
    return have, json.loads(verify.stdout) if verify.returncode == 0 else {"gaps": verify.stdout + verify.stderr}


SCENARIOS = [boot, first, groups, tap, door, fire, fever, sensor, usb, kill, freeze, stop, figures, backup, credentials, refusals, retention, broker, console, schema, power, fulldisk, package]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--vpi", default=os.environ.get("VPI"), help="folder of the virtual Pi's bench (or the variable VPI)")
    p.add_argument("--program", type=Path, default=PROJECT / "target", help="folder with campus-gate.jar and lib/")
    p.add_argument("--deb", type=Path, help="install this package instead")
    p.add_argument("--next", type=Path, help="a package of a later version, for the scenario `package` (default: the same, renamed)")
    p.add_argument("--name", default="pi", help="which machine of the bench")
    p.add_argument("--keep", action="store_true", help="go on with the running machine as it is")
    p.add_argument("scenario", nargs="*", metavar="SCENARIO", help=" ".join(s.__name__ for s in SCENARIOS))
    o = p.parse_args()
    if not o.vpi:
        p.error("where is the virtual Pi? --vpi FOLDER, or VPI=FOLDER")
    loader = importlib.machinery.SourceFileLoader("vpi", str(Path(o.vpi) / "vpi"))
    vpi = importlib.util.module_from_spec(importlib.util.spec_from_loader("vpi", loader))
    loader.exec_module(vpi)
    java = os.environ.get("JAVA", "java")
    if not re.search(r'version "(2[5-9]|[3-9]\d)', subprocess.run([java, "-version"], capture_output=True, text=True).stderr):
        p.error("a Java 25 is needed here too, for `log verify` of the disks after a cut: JAVA=/path/to/java")
    java = [java, "--enable-native-access=ALL-UNNAMED", "-jar", str(o.program / "campus-gate.jar")]
    b = Bench(vpi, vpi.Vpi(o.name), java)
    b.deb, b.next = o.deb, o.next
    if not o.keep:
        if b.v.alive():
            b.v.down()
        b.v.up(fresh=True)
        b.v.wait_ready()
        b.install(o.program, o.deb)
    b.wire("serial2")
    b.listen()
    for scenario in SCENARIOS:
        if scenario in (package, fulldisk) and not o.deb:
            continue
        if not o.scenario or scenario.__name__ in o.scenario:
            print(f"\n{scenario.__name__}: {scenario.__doc__}", flush=True)
            start = time.time()
            if scenario not in (boot, first, groups, backup, credentials, refusals, retention, broker, console, schema, fulldisk, package):
                b.warm()
            scenario(b)
            print(f"     ({time.time() - start:.0f} s)", flush=True)
    print(f"\n{b.passed} passed, {b.failed} failed")
    sys.exit(b.failed > 0)


if __name__ == "__main__":
    main()
