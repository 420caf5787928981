"""What is measured: the patterns of traffic, and one run of a pattern against one target."""

import dataclasses
import json
import resource
import subprocess

import processes

CONVERSE = '{"messages": [{"role": "user", "content": [{"text": "Hi"}]}]}'
# Ollama's API and OpenAI's read the same; the limit is what Anthropic's asks for.
CHAT = '{"model": "%s", "messages": [{"role": "user", "content": "Hi"}], "stream": true, "max_tokens": 10000}'
OLLAMA = '{"model": "%s", "messages": [{"role": "user", "content": "Hi"}]}'

# More of a core than this, used by others during a run, is told.
DISTURBANCE = 0.15


@dataclasses.dataclass(frozen=True)
class Pattern:
    """Clients that ask again after every answer, for so many seconds; with none, once."""

    name: str
    title: str
    clients: int
    chunks: int
    pause_ms: int
    warm_seconds: float
    seconds: float

    @property
    def model(self):
        return f"compare.chunks-{self.chunks}-every-{self.pause_ms}"

    @property
    def holds_open(self):
        return self.seconds == 0

    @property
    def files(self):
        """Open files that a gateway needs for it: a client and an upstream connection for each stream."""
        return 2 * self.clients + 500


# In the order in which a JIT compiler soonest has done with the gateway: whole calls first, as few of them are in what follows.
PATTERNS = (
    Pattern("one-chunk", "answers of one chunk, 8 clients", 8, 1, 0, 15, 5),
    Pattern("one-chunk-alone", "answers of one chunk, 1 client", 1, 1, 0, 5, 3),
    Pattern("saturated", "8 streams as fast as they go", 8, 500, 0, 15, 4),
    Pattern("twenty-20ms", "20 streams, a chunk every 20 ms", 20, 100, 20, 30, 6),
    Pattern("twenty-100ms", "20 streams, a chunk every 100 ms", 20, 50, 100, 10, 10),
    Pattern("one-stream", "1 stream, a chunk every 20 ms", 1, 100, 20, 6, 6),
    Pattern("open-1000", "1,000 streams, a chunk a second", 1000, 10, 1000, 0, 0),
    Pattern("open-4000", "4,000 streams, a chunk a second", 4000, 10, 1000, 0, 0),
)

# What a new process does whose memory with some streams is told.
FEW_STREAMS = Pattern("few-streams", "20 streams", 20, 100, 20, 0, 10)

# Long enough to see that everything works, and too short for figures that mean something.
QUICK_PATTERNS = tuple(
    dataclasses.replace(pattern, chunks=chunks, warm_seconds=0 if pattern.holds_open else 0.5,
                        seconds=0 if pattern.holds_open else 0.5)
    for pattern, chunks in zip(PATTERNS, (1, 1, 500, 25, 10, 25, 3, 3), strict=True))


@dataclasses.dataclass(frozen=True)
class Target:
    """Something that is asked."""

    name: str
    port: int
    path: str
    body: str
    end: str  # what is near the end of every whole answer
    pid: int
    headers: tuple = ()  # each as `Name: value`

    @staticmethod
    def relay(name, port, pid):
        return Target(name, port, "/model/%s/converse-stream", CONVERSE, "messageStop", pid)

    @staticmethod
    def gateway(name, port, pid, headers=()):
        return Target(name, port, "/api/chat", OLLAMA, '"done":true,"done_reason":"stop"', pid, headers)

    @staticmethod
    def peer(name, port, path, pid):
        if path.endswith("/converse-stream"):
            return dataclasses.replace(Target.relay(name, port, pid), path=path)
        if path == "/api/chat":
            return Target.gateway(name, port, pid)
        return Target(name, port, path, CHAT, "", pid)


@dataclasses.dataclass(frozen=True)
class Run:
    """What one run of a pattern gave."""

    load: dict  # what the load generator counted
    cpu_seconds: float
    peak_mb: float
    others: float  # cores that were used by what is not part of the comparison

    @property
    def answers(self):
        return self.load["whole"] + self.faults

    @property
    def faults(self):
        return sum(self.load[kind] for kind in ("refused", "broken", "lost"))

    def told_faults(self):
        kinds = [f"{self.load[kind]:,} {kind}" for kind in ("refused", "broken", "lost") if self.load[kind]]
        return f"{' and '.join(kinds)} of {self.answers:,}"

    @property
    def cpu_us_per_chunk(self):
        return self.cpu_seconds * 1e6 / max(1, self.load["chunks"])


class Series:
    """Runs patterns against targets."""

    def __init__(self, load, mock_pid, folder):
        self.load = load
        self.mock_pid = mock_pid
        self.folder = folder

    def run(self, target, pattern, seconds):
        body = self.folder / "request.json"
        body.write_text(filled(target.body, pattern.model))
        limit = seconds + pattern.chunks * pattern.pause_ms / 1000 + 30
        command = [self.load, target.port, filled(target.path, pattern.model), body, pattern.clients, seconds,
                   pattern.chunks, target.end, limit, *target.headers]
        used = processes.cpu_seconds(target.pid)
        ours, all_used = self.used_by_us(target), processes.machine_cpu_seconds()
        done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, check=True, timeout=limit + 30)
        used = processes.cpu_seconds(target.pid) - used
        ours, all_used = self.used_by_us(target) - ours, processes.machine_cpu_seconds() - all_used
        load = json.loads(done.stdout)
        return Run(load, used, processes.memory_mb(target.pid, "VmHWM"),
                   max(0, all_used - ours) / max(0.01, load["seconds"]))

    def used_by_us(self, target):
        generator = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (processes.cpu_seconds(target.pid) + processes.cpu_seconds(self.mock_pid)
                + generator.ru_utime + generator.ru_stime)

    def warm(self, target, pattern):
        """Runs exactly what is going to be measured, so that a JIT compiler has seen it."""
        self.run(target, pattern, pattern.warm_seconds)

    def measure(self, target, pattern):
        return self.run(target, pattern, pattern.seconds)


def filled(text, model):
    return text % model if "%s" in text else text
