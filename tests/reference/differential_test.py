"""The engine against the reference evaluator, on generated rule sets and scenarios.

A difference ends the test: it prints the seed, the rule, the scenario and both verdicts, made as small as it can, and
keeps the folder that shows it. `differential_test.py --seed 17` runs one seed again.
"""

import argparse
import collections
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import reference
from case import Raw, dumps
from generate import generate
from reference import (Arithmetic, Call, Compare, If, IsEmpty, Literal, Logic, Lookup, Not, OneOf, Quantified,
                       Unsettled, Within)

PROGRAM = os.environ.get("TELERULE_PROGRAM", "")
NOTHING = object()


class Refused(Exception):
    """The program took the rules or the scenarios for wrong, or failed."""


def run(rules, schemas, scenarios, as_of=None):
    """The program's report."""
    command = [PROGRAM, "check", "--rules", rules, "--schemas", schemas, "--format", "json", scenarios]
    done = subprocess.run([*map(str, command), *(["--as-of", as_of] if as_of else [])], capture_output=True, timeout=60)
    if done.returncode not in (0, 1, 2) or done.stderr:
        said = done.stderr.decode(errors="replace") + done.stdout.decode(errors="replace")[:2000]
        raise Refused(f"exit code {done.returncode}\n{said}")
    report = json.loads(done.stdout)
    if report["errors"]:
        raise Refused(json.dumps(report["errors"], indent=1))
    return report


def judges(case):
    documents = case.definitions()
    return {kind: reference.Judge(case.rules, kind, case.schema(kind), documents) for kind in case.kinds}


def differences(case, folder, scenarios, count=None):
    """Every difference between the engine and the reference: (scenario, rule, what differs)."""
    report = run(*case.write(folder, scenarios), case.as_of)
    if len(report["scenarios"]) != len(scenarios):
        raise Refused(f"{len(report['scenarios'])} of {len(scenarios)} scenarios were judged")
    by_kind, as_of, found = judges(case), case.as_of and reference.day_of(case.as_of), []
    for text, judged in zip(scenarios, report["scenarios"]):
        facts = json.loads(text)
        expected = by_kind[facts["kind"]].judge(text, as_of)
        found += [(text, *difference) for difference in compare(facts, judged, expected)]
        if count is not None:
            count["pairs"] += bool(expected)
            count.update(r.verdict for r in expected)
    return found


def compare(facts, judged, expected):
    """(rule, what differs) between a scenario of the engine's report and the results of the reference."""
    seen = collections.Counter((r["rule"], r["subject"], r["verdict"], r["exception"]) for r in judged["results"])
    meant = collections.Counter((r.rule, r.subject, r.verdict, r.exception) for r in expected)
    for key in (seen - meant) | (meant - seen):
        yield key[0], (f"{'engine' if seen[key] > meant[key] else 'reference'}: {key[1] or 'the scenario'}: {key[2]}"
                       f", exception {key[3]}")
    severities = {(r.rule, r.subject): r.severity for r in expected if r.verdict != "not_applicable"}
    for r in judged["results"]:
        severity = severities.get((r["rule"], r["subject"]), r["severity"])
        if r["severity"] != severity:
            yield r["rule"], f"engine: {r['subject']}: severity {r['severity']}, reference {severity}"
        for fault in unsound(r, facts):
            yield r["rule"], f"engine: {r['subject']}: {fault}"
    if seen == meant and judged["verdict"] != reference.worst(expected):
        yield None, f"engine: scenario {judged['verdict']}, reference {reference.worst(expected)}"


def unsound(result, facts):
    """What is wrong with the facts that a result names, whatever its verdict."""
    for pointer in result["missing"]:
        value = at(facts, pointer)
        if value not in (NOTHING, None) and not (value is False and pointer.endswith("_complete")):
            yield f"`{pointer}` is called missing and is {value!r}"
    for evidence in result["evidence"]:
        if at(facts, evidence["pointer"]) in (NOTHING, None):
            yield f"`{evidence['pointer']}` is called evidence and is not there"
    if result["verdict"] == "indeterminate" and not result["missing"] and not result["reasons"]:
        yield "indeterminate, with nothing missing and no reason"
    if result["verdict"] != "indeterminate" and (result["missing"] or result["reasons"]):
        yield f"{result['verdict']}, with {result['missing'] or result['reasons']} missing"


def at(value, pointer):
    for name in pointer.split("/")[1:]:
        if isinstance(value, list):
            value = value[int(name)] if name != "-" and int(name) < len(value) else NOTHING  # "-": a further element
        elif isinstance(value, dict):
            value = value.get(name, NOTHING)
        else:
            return NOTHING
    return value


# ---- Making a difference small ----

CONDITIONS = (Not, Logic, Compare, OneOf, IsEmpty, Within, Quantified, Unsettled)


def simpler(e):
    """Expressions like this one with one part of it replaced by something smaller of the same type."""
    if isinstance(e, CONDITIONS) and getattr(e, "word", "") != "count of" or isinstance(e, Lookup) and not e.column:
        yield from (Literal(True, "true"), Literal(False, "false"))
    match e:
        case Not(part): yield part
        case Logic(word, parts):
            yield from parts
            if len(parts) > 2:
                yield from (Logic(word, parts[:i] + parts[i + 1:]) for i in range(len(parts)))
        case If(_, then, otherwise): yield from (then, otherwise)
        case Arithmetic(_, left, _): yield left
        case Quantified(_, _, _, body, True): yield e._replace(incomplete=False)
        case OneOf(_, members) if not isinstance(members, reference.Path) and len(members) > 1:
            yield from (e._replace(members=members[:i] + members[i + 1:]) for i in range(len(members)))
    if isinstance(e, (Not, Logic, If, Arithmetic, Compare, OneOf, Within, Quantified, Call, Lookup)):
        for name, part in e._asdict().items():
            if type(part) is tuple:
                for i, element in enumerate(part):
                    yield from (e._replace(**{name: part[:i] + (s,) + part[i + 1:]}) for s in simpler(element))
            elif isinstance(part, tuple):
                yield from (e._replace(**{name: s}) for s in simpler(part))


def simpler_rules(rules):
    for i, rule in enumerate(rules.rules):
        def with_rule(changed):
            return rules._replace(rules=rules.rules[:i] + changed + rules.rules[i + 1:])
        yield with_rule(())
        if rule.severity.word != rule.severity.otherwise:
            yield with_rule((rule._replace(severity=reference.Severity("high", Literal(True, "true"), "high")),))
        for s in simpler(rule.applies):
            yield with_rule((rule._replace(applies=s),))
        for s in simpler(rule.require):
            yield with_rule((rule._replace(require=s),))
    for i, e in enumerate(rules.exceptions):
        yield rules._replace(exceptions=rules.exceptions[:i] + rules.exceptions[i + 1:])
        for s in simpler(e.when):
            yield rules._replace(exceptions=rules.exceptions[:i] + (e._replace(when=s),) + rules.exceptions[i + 1:])
    for name, definition in rules.definitions.items():
        yield rules._replace(definitions={n: d for n, d in rules.definitions.items() if n != name})
        for s in simpler(definition.body):
            yield rules._replace(definitions=rules.definitions | {name: definition._replace(body=s)})


def simpler_facts(value):
    """The same scenario with one fact less, or one element of a list."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name not in ("schema_version", "kind", "scenario_id", "as_of"):
                yield {n: v for n, v in value.items() if n != name}
            yield from ({**value, name: s} for s in simpler_facts(part))
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield value[:i] + value[i + 1:]
            yield from (value[:i] + [s] + value[i + 1:] for s in simpler_facts(part))


def shrink(case, folder, text, rule, runs=1500):
    """Cuts the rule set and the scenario down while some difference of the rule remains."""
    def still(text):
        nonlocal runs
        runs -= 1
        try:
            return runs > 0 and any(d[1] == rule for d in differences(case, folder, [text]))
        except (Refused, KeyError, AttributeError):
            return False

    case.findings = {}
    exceptions = tuple(e for e in case.rules.exceptions if e.rule == rule)
    progress = True
    candidates = [case.rules._replace(rules=tuple(r for r in case.rules.rules if r.id == rule), exceptions=exceptions)]
    while progress and runs > 0:
        progress = False
        for rules in candidates or simpler_rules(case.rules):
            before, case.rules = case.rules, rules
            if rule is not None and still(text):
                progress = True
                break
            case.rules = before
        candidates = []
        for facts in simpler_facts(json.loads(text, parse_float=Raw, parse_int=Raw)):
            if still(dumps(facts)):
                text, progress = dumps(facts), True
                break
        for name in list(case.tables):
            table = case.tables.pop(name)
            if not still(text):
                case.tables[name] = table
    return text


def report(case, folder, text, rule, kept):
    text = shrink(case, folder, text, rule)
    print(f"seed {case.seed}{f', --as-of {case.as_of}' if case.as_of else ''}, made small in {kept}\n")
    for text, rule, what in differences(case, folder, [text]):
        print(f"{rule}: {what}")
    for name, content in case.files().items():
        print(f"\n--- {name}\n{content}")
    print(f"--- scenario\n{text}")
    shutil.copytree(folder, kept, dirs_exist_ok=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pairs", type=int, default=100_000, help="rule sets times scenarios to compare at least")
    arguments.add_argument("--first", type=int, default=1, help="first seed")
    arguments.add_argument("--seed", type=int, help="this seed only")
    arguments.add_argument("--scenarios", type=int, default=100, help="scenarios for each rule set")
    arguments.add_argument("--keep", type=pathlib.Path, default="differential-failure", help="folder for what differs")
    options = arguments.parse_args()
    if not PROGRAM:
        sys.exit("TELERULE_PROGRAM does not say where the program is")
    count, started, seed = collections.Counter(), time.time(), options.seed or options.first
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        while count["pairs"] < (1 if options.seed else options.pairs):
            case = generate(seed, options.scenarios)
            try:
                found = differences(case, folder, case.scenarios, count)
            except Refused as refused:
                shutil.copytree(folder, options.keep, dirs_exist_ok=True)
                sys.exit(f"seed {seed}: refused, see {options.keep}: {refused}")
            if found:
                text, rule, what = found[0]
                print(f"seed {seed}: {rule}: {what}")
                report(case, folder, text, rule, options.keep)
                sys.exit(1)
            count["rule sets"] += 1
            seed += 1
            if options.seed:
                break
    verdicts = ", ".join(f"{count[word]} {word}" for word in reference.RANK if count[word])
    print(f"{verdicts}, {time.time() - started:.0f} seconds")
    print(f"compared {count['pairs']} pairs of {count['rule sets']} rule sets and their scenarios: no difference")


if __name__ == "__main__":
    main()
