"""What a comparison tells: one table with medians, ratios to nginx, goals and verdicts."""

import dataclasses
import statistics
import typing

import series

NGINX = "nginx"
TLS = ", TLS"  # ends the name of whatever has TLS on its way to the stand-in
NGINX_TLS = NGINX + TLS
BEGIN, END = "<!-- compare -->", "<!-- /compare -->"

MICROSECONDS, SECONDS, MEGABYTES, PER_SECOND = "µs", "s", "MB", "/s"


@dataclasses.dataclass(frozen=True)
class Figure:
    """A row of the table: what of a run it is, and what the gateway must reach."""

    pattern: str
    title: str
    unit: str
    of: typing.Callable
    most: float | None = None  # in the unit
    most_times_nginx: float | None = None

    @property
    def goal(self):
        limits = []
        if self.most is not None:
            limits.append(told(self.most, self.unit))
        if self.most_times_nginx is not None:
            limits.append(f"{self.most_times_nginx:g} ×")
        return f"≤ {' and ≤ '.join(limits)}" if limits else ""

    def is_met(self, value, floor):
        """Whether the goal is met; None where it cannot be told."""
        if self.most is not None and value > self.most:
            return False
        if self.most_times_nginx is None:
            return True
        return None if floor is None else value <= self.most_times_nginx * floor


def _transit(part):
    return lambda run: run.load["transit_us"][part]


def _whole(part):
    return lambda run: run.load["whole_us"][part]


def _first(part):
    return lambda run: run.load["first_us"][part]


def _cpu_per_chunk(run):
    return run.cpu_us_per_chunk


def _peak(run):
    return run.peak_mb


def _chunks_per_second(run):
    return run.load["chunks"] / run.load["seconds"]


FIGURES = (
    Figure("one-stream", "transit p50", MICROSECONDS, _transit("p50"), most_times_nginx=1.5),
    Figure("one-stream", "transit p99", MICROSECONDS, _transit("p99"), most_times_nginx=2),
    Figure("twenty-20ms", "CPU per chunk", MICROSECONDS, _cpu_per_chunk, most_times_nginx=1.5),
    Figure("twenty-20ms", "transit p50", MICROSECONDS, _transit("p50"), most_times_nginx=1.5),
    Figure("twenty-20ms", "transit p99", MICROSECONDS, _transit("p99"), most_times_nginx=2),
    Figure("twenty-100ms", "CPU per chunk", MICROSECONDS, _cpu_per_chunk, most_times_nginx=1.5),
    Figure("twenty-100ms", "transit p50", MICROSECONDS, _transit("p50")),
    Figure("twenty-100ms", "transit p99", MICROSECONDS, _transit("p99")),
    Figure("saturated", "CPU per chunk", MICROSECONDS, _cpu_per_chunk, most=2, most_times_nginx=3),
    Figure("saturated", "chunks", PER_SECOND, _chunks_per_second),
    Figure("one-chunk", "CPU per request", MICROSECONDS, _cpu_per_chunk, most=150),
    Figure("one-chunk", "requests", PER_SECOND, _chunks_per_second),
    Figure("one-chunk-alone", "whole answer p50", MICROSECONDS, _whole("p50"), most_times_nginx=1.5),
    Figure("one-chunk-alone", "whole answer p99", MICROSECONDS, _whole("p99")),
    Figure("open-1000", "first chunk p99", MICROSECONDS, _first("p99")),
    Figure("open-1000", "transit p50", MICROSECONDS, _transit("p50")),
    Figure("open-1000", "transit p99", MICROSECONDS, _transit("p99")),
    Figure("open-1000", "CPU per chunk", MICROSECONDS, _cpu_per_chunk),
    Figure("open-1000", "peak memory", MEGABYTES, _peak),
    Figure("open-4000", "first chunk p99", MICROSECONDS, _first("p99")),
    Figure("open-4000", "transit p50", MICROSECONDS, _transit("p50")),
    Figure("open-4000", "transit p99", MICROSECONDS, _transit("p99"), most_times_nginx=1.5),
    Figure("open-4000", "CPU per chunk", MICROSECONDS, _cpu_per_chunk),
    Figure("open-4000", "peak memory", MEGABYTES, _peak, most=400),
)
START = Figure("start", "start to the first whole answer", SECONDS, None, most=1)
IDLE = Figure("start", "memory after it", MEGABYTES, None)
FEW = Figure("start", "peak memory with 20 streams", MEGABYTES, None, most=150)

# No more CPU per chunk than so many times what the first JDK takes.
OTHER_JAVA_LIMIT = 1.15

# No more CPU per request for access, limits, budgets and metrics; and none per chunk.
GUARDS_LIMIT = 10


def told(value, unit):
    if unit == MICROSECONDS and value >= 1000:
        value, unit = value / 1000, "ms"
    if unit == PER_SECOND or value >= 100:
        return f"{value:,.0f} {unit}".replace(" /s", "/s")
    return f"{value:.3g} {unit}"


def told_ratio(ratio):
    return f"{ratio:.0f} ×" if ratio >= 10 else f"{ratio:.2f} ×"


class Results:
    """What every run gave, by pattern and target."""

    def __init__(self):
        self.runs = {}
        self.starts = {START: {}, IDLE: {}, FEW: {}}

    def add(self, pattern, target, run):
        self.runs.setdefault((pattern.name, target.name), []).append(run)

    def add_start(self, name, seconds, idle_mb, peak_mb):
        for figure, value in ((START, seconds), (IDLE, idle_mb), (FEW, peak_mb)):
            self.starts[figure].setdefault(name, []).append(value)

    def of(self, figure, name):
        """The median of a figure for a target; None where it was not measured, or answers were not whole."""
        if figure in self.starts:
            values = self.starts[figure].get(name, [])
        else:
            runs = self.runs.get((figure.pattern, name), [])
            values = [] if any(run.faults for run in runs) else [figure.of(run) for run in runs]
        return statistics.median(values) if values else None

    def faulty(self, pattern, name):
        return [run for run in self.runs.get((pattern, name), []) if run.faults]

    def disturbance(self, pattern, name):
        return max((run.others for run in self.runs.get((pattern, name), [])), default=0)

    def broke(self, judged):
        """Who gave answers that were not whole; where many streams are asked for at once, others may turn some away."""
        few = {pattern.name for pattern in series.PATTERNS if not pattern.holds_open}
        return sorted({name for (pattern, name), runs in self.runs.items() for run in runs
                       if run.load["broken"] or run.faults and (pattern in few or name in (NGINX, judged))})


class Table:
    """Results as Markdown."""

    def __init__(self, results, names, judged, others=(), guarded=None):
        self.results = results
        self.names = names
        self.judged = judged  # the name of the gateway that has to meet the goals
        self.others = others  # the same on other JDKs
        self.guarded = guarded  # the name of the same with keys, limits and all that, if any
        self.disturbed = False

    def lines(self):
        yield f"| | {' | '.join(self.names)} | goal | {self.judged} |"
        yield "|---|" + "---|" * (len(self.names) + 2)
        for pattern in series.PATTERNS:
            if any((pattern.name, name) in self.results.runs for name in self.names):
                yield f"| **{pattern.title}** |{' |' * (len(self.names) + 2)}"
                yield self.faults_line(pattern)
                if pattern.holds_open:
                    yield self.open_line(pattern)
                yield from self.figure_lines(figure for figure in FIGURES if figure.pattern == pattern.name)
        if self.results.starts[START]:
            yield f"| **a new process** |{' |' * (len(self.names) + 2)}"
            yield from self.figure_lines(self.results.starts)
        yield from self.other_java_lines()
        yield from self.guarded_lines()
        if self.disturbed:
            yield ""
            yield ("`*` other processes used more than "
                   f"{series.DISTURBANCE:.0%} of a core meanwhile; such a figure is no evidence.")

    def figure_lines(self, figures):
        for figure in figures:
            cells = [self.cell(figure, name) for name in self.names]
            yield f"| {figure.title} | {' | '.join(cells)} | {figure.goal} | {self.verdict(figure)} |"

    def cell(self, figure, name):
        faulty = self.results.faulty(figure.pattern, name)
        if faulty:
            return "–"
        value = self.results.of(figure, name)
        if value is None:
            return ""
        text = told(value, figure.unit)
        floor = self.results.of(figure, NGINX_TLS if name.endswith(TLS) else NGINX)
        if name not in (NGINX, NGINX_TLS) and floor and figure.unit == MICROSECONDS:
            text += f" ({told_ratio(value / floor)})"
        if self.results.disturbance(figure.pattern, name) > series.DISTURBANCE:
            self.disturbed = True
            text += " `*`"
        return text

    def verdict(self, figure):
        if not figure.goal:
            return ""
        if self.results.faulty(figure.pattern, self.judged):
            return "**missed**"
        value = self.results.of(figure, self.judged)
        met = None if value is None else figure.is_met(value, self.results.of(figure, NGINX))
        return "not measured" if met is None else "met" if met else "**missed**"

    def faults_line(self, pattern):
        def cell(runs):
            faulty = [run.told_faults() for run in runs if run.faults]
            return "; ".join(faulty) or f"none of {sum(run.answers for run in runs):,}"

        return self.line(pattern, "answers not whole", "none", cell, lambda run: not run.faults)

    def open_line(self, pattern):
        def cell(runs):
            return f"{min(run.load['streaming'] for run in runs):,}"

        return self.line(pattern, "streams open at one time", "all", cell,
                         lambda run: run.load["streaming"] == pattern.clients)

    def line(self, pattern, title, goal, cell, is_met):
        runs = [self.results.runs.get((pattern.name, name), []) for name in self.names]
        judged = self.results.runs.get((pattern.name, self.judged), [])
        verdict = "not measured" if not judged else "met" if all(map(is_met, judged)) else "**missed**"
        return f"| {title} | {' | '.join(cell(each) if each else '' for each in runs)} | {goal} | {verdict} |"

    def other_java_lines(self):
        titles = {pattern.name: pattern.title for pattern in series.PATTERNS}
        for name in self.others:
            yield f"| **{name}, beside {self.judged}** |{' |' * (len(self.names) + 2)}"
            for figure in FIGURES:
                mine, other = self.results.of(figure, self.judged), self.results.of(figure, name)
                if figure.of is _cpu_per_chunk and mine and other:
                    verdict = "met" if other <= OTHER_JAVA_LIMIT * mine else "**missed**"
                    yield (f"| {figure.title}, {titles[figure.pattern]} |{' |' * len(self.names)}"
                           f" ≤ {OTHER_JAVA_LIMIT} × | {told_ratio(other / mine)}: {verdict} |")

    def guarded_lines(self):
        """What guards take: each run beside the one before it without them, as the machine's pace changes meanwhile."""
        if self.guarded is None:
            return
        yield f"| **{self.guarded}, beside {self.judged}** |{' |' * (len(self.names) + 2)}"
        titles = {pattern.name: pattern.title for pattern in series.PATTERNS}
        for figure in (figure for figure in FIGURES if figure.of is _cpu_per_chunk):
            pairs = list(zip(*(self.results.runs.get((figure.pattern, name), []) for name in (self.judged, self.guarded))))
            if not pairs:
                continue
            more = Spread.of([figure.of(guarded) - figure.of(bare) for bare, guarded in pairs])
            faulty = any(run.faults for pair in pairs for run in pair)
            # A request of one chunk; elsewhere nothing may be seen beside the noise.
            request = figure.pattern.startswith("one-chunk")
            goal = f"≤ {told(GUARDS_LIMIT, figure.unit)} more" if request else "no more"
            met = not faulty and (more.median <= GUARDS_LIMIT if request else more.low <= 0)
            yield (f"| {figure.title}, {titles[figure.pattern]} |{' |' * len(self.names)} {goal} | "
                   f"{more.told(figure.unit)}: {'met' if met else '**missed**'} |")


@dataclasses.dataclass(frozen=True)
class Spread:
    """A median, and between what half of the values are."""

    low: float
    median: float
    high: float

    @staticmethod
    def of(values):
        return Spread(*(statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3))

    def told(self, unit):
        return f"{self.median:.2f} {unit} ({self.low:.2f} to {self.high:.2f})"


def replaced(document, section):
    """A document with what stands between the marks replaced."""
    if document.count(BEGIN) != 1 or document.count(END) != 1:
        raise ValueError(f"the document must have {BEGIN} and {END} once each")
    before, rest = document.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{section.strip()}\n\n{END}{after}"
