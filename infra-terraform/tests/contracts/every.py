"""Every contract there is: where they are, and `CONTRACTS`, in which each enters itself. Those that run scripts come last, since a
fault that another notices ends before them."""

from contracts import data, entrance, functions, gateway, keys, logs, machines, network, operations, sign_in, tasks  # noqa: F401, I001
import duties  # noqa: F401
import facts  # noqa: F401
import policies  # noqa: F401
import unplanned  # noqa: F401
import runs  # noqa: F401
from contracts.shared import CONTRACTS  # noqa: F401
