#!/usr/bin/env python3
"""stack.py OBJDUMP IMAGE RESERVED BUILD [COMMAND...]: the deepest that the stack can get, from the
image's own instructions, the C library's included: frames along the deepest path of calls from
reset, and on top of it SysTick's interrupt. Fails where that is more than RESERVED [bytes], or less
than what COMMAND, which runs the image, has measured by painting.

Calls by pointer are followed to what INDIRECT lists; one from a function that is not listed is an
error, as is recursion, save for what DEPTH knows, and a frame of no fixed size, here or in what
-fstack-usage left in the folder BUILD.
"""
import glob
import re
import subprocess
import sys

CELLS = ["forward"]
KERNELS = [r"product_\w+", r"pseg_product_int8", r"pseg_quantise", r"pseg_sigmoid",
           r"pseg_tanh"]
FRONTEND = [r"pseg_power_plain", r"pseg_mel_plain", r"pseg_log_plain"]
HOOKS = ["report_boundary", "report_lost"]
# The caller, and what it may reach by pointer.
INDIRECT = {
    r"pseg_network_\w+|recurrent_steps|run_layers": CELLS + KERNELS,
    r"forward|pseg_product|pseg_drive|pseg_dense_forward|pseg_dct_apply": KERNELS,
    r"pseg_frontend_\w+|pseg_power_apply|pseg_detector_listen": FRONTEND + KERNELS,
    r"tell|skip|flush|feed|listener_\w+|main|listen": HOOKS,
    # the observer: the firmware has none
    r"step|pseg_process|pseg_flush|pseg_detector_\w+|show|process": [],
    r"clock_sleep_unless": ["is_awake"],
}
DEPTH = {"kf_work": 3}  # one for each factor of 64 = 4 4 4, or 40 = 4 2 5
FRAME = 104 + 4  # [bytes] that an interrupt pushes, with the FPU's registers, and alignment

FUNCTION = re.compile(r"^[0-9a-f]+ <([^>]+)>:$")


def plain(name):
    """The source's name: compilers add .part.0, .constprop.0, .isra.0."""
    return name.split(".")[0]


def registers(operands):
    """How many are in {r4, r5-r7, lr}."""
    count = 0
    for item in operands[operands.index("{") + 1:operands.index("}")].split(","):
        ends = re.findall(r"\d+", item)
        count += int(ends[1]) - int(ends[0]) + 1 if len(ends) == 2 else 1
    return count


def grows(op, operands):
    """[bytes] by which the instruction deepens the stack."""
    op = op.split(".")[0]
    if op == "push" or (op.startswith("stmdb") and operands.startswith("sp!")):
        return 4 * registers(operands)
    if op == "vpush":
        return (8 if "{d" in operands else 4) * registers(operands)
    moved = re.match(r"sub[sw]?\b", op) and re.match(r"sp,(?: sp,)? #(\d+)", operands)
    if moved:
        return int(moved[1])
    if re.match(r"sub[sw]?\b", op) and operands.startswith("sp,"):
        sys.exit(f"a frame of no fixed size: {op} {operands}")
    stored = op.startswith("str") and re.search(r"\[sp, #-(\d+)\]!", operands)
    return int(stored[1]) if stored else 0


class Function:
    def __init__(self):
        self.frame, self.calls, self.by_pointer = 0, set(), False


def read(objdump, image):
    functions, here = {}, None
    text = subprocess.run([objdump, "-d", "--no-show-raw-insn", image], check=True,
                          capture_output=True, text=True).stdout
    for line in text.splitlines():
        start = FUNCTION.match(line)
        if start:
            name = start[1]
            here = functions.setdefault(name, Function())
            continue
        parts = line.split("\t")
        if here is None or len(parts) < 2:
            continue
        op, operands = parts[1], parts[2] if len(parts) > 2 else ""
        here.frame += grows(op, operands)
        target = re.search(r"<([^>+]+)>", operands)
        if re.match(r"b(l|lx)?(\.|$|eq|ne|lt|le|gt|ge|cs|cc|hi|ls|mi|pl)", op) and target:
            if target[1] != name:
                here.calls.add(target[1])
            elif op.startswith("bl"):
                here.calls.add(name)
        elif re.match(r"blx?$|bx(\.|$)", op) and not operands.startswith("lr"):
            here.by_pointer = True
    return functions


def reachable(functions, name):
    """Names that this one calls."""
    f = functions[name]
    calls = {c for c in f.calls if c in functions}
    if f.by_pointer:
        rows = [v for k, v in INDIRECT.items() if re.fullmatch(k, plain(name))]
        if not rows:
            sys.exit(f"{name} calls by pointer, and INDIRECT does not say what")
        calls |= {c for c in functions for p in rows[0] if re.fullmatch(p, plain(c))}
    return calls


def deepest(functions, name, above, memo):
    """(bytes, path) below and including this function."""
    if name in memo:
        return memo[name]
    times = 1
    if name in reachable(functions, name):
        if plain(name) not in DEPTH:
            sys.exit(f"{name} calls itself, and DEPTH does not say how often")
        times = DEPTH[plain(name)]
    most = (0, [])
    for callee in reachable(functions, name) - {name}:
        if callee in above:
            sys.exit(f"{name} and {callee} call each other")
        most = max(most, deepest(functions, callee, above | {name}, memo))
    memo[name] = (times * functions[name].frame + most[0], [name] + most[1])
    return memo[name]


def check_usage(build):
    """The compiler's own account: a function a line, "place:name<TAB>bytes<TAB>static"."""
    usage = [line.rstrip("\n").split("\t") for name in
             glob.glob(f"{build}/**/*.su", recursive=True) for line in open(name)]
    for place, _, kind in usage:
        if kind != "static":
            sys.exit(f"a frame of no fixed size: {place}")
    if not usage:
        sys.exit(f"there is nothing of -fstack-usage in {build}")


def measured(command):
    """[bytes] of the painted stack that a run has used."""
    said = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          check=True, timeout=300)
    used = int(re.search(r"^# bytes of stack used (\d+)$", said.stdout + said.stderr, re.M)[1])
    print(f"bytes of stack measured {used}")
    return used


def main():
    objdump, image, reserved, build, *command = sys.argv[1:]
    check_usage(build)
    functions = read(objdump, image)
    memo = {}
    main_loop, path = deepest(functions, "reset", frozenset(), memo)
    interrupt, interrupt_path = deepest(functions, "tick", frozenset(), memo)
    bound = main_loop + FRAME + interrupt
    for what, names in ("main loop", path), ("interrupt", interrupt_path):
        print(f"{what}:", " > ".join(f"{n} {functions[n].frame}" for n in names))
    print(f"# bytes of stack at most {bound}: {main_loop} + {FRAME} + {interrupt}")
    sys.exit(bound > int(reserved) or bool(command) and measured(command) > bound)


main()
