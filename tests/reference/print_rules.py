"""Prints the tree of reference.py as the text of rule files."""

import datetime
import re

from reference import (Arithmetic, Call, Compare, If, IsEmpty, Literal, Logic, Lookup, Not, OneOf, Path, Quantified,
                       Unsettled, Within)

CHAIN, NOT, COMPARISON, SUM, PRODUCT, OPERAND = range(6)
NEGATABLE = (Compare, OneOf, IsEmpty, Lookup)


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Printer:
    """Writes a tree as the text of a rule file, with parentheses where they are needed and now and then where not."""

    def __init__(self, rng, case):
        self.rng, self.case = rng, case

    def spaced(self, lines):
        """Joins lines; a space between words (\x01) becomes some white space, or a comment."""
        def blank(_):
            n = self.rng.random()
            return " " if n < 0.92 else "\n    " if n < 0.97 else '  # and "so" on {\n  ' if n < 0.985 else "\t"
        return re.sub("\x01", blank, "\n".join(lines)) + "\n"

    def show(self, e, level=CHAIN, last=True):
        """`level`: what stands here without parentheses. `last`: nothing of the same chain follows."""
        text, own = self.plain(e, last)
        if own < level or (isinstance(e, (Quantified, If)) and not last) or self.rng.random() < 0.03:
            return f"({self.plain(e, True)[0]})"
        return text

    def infix(self, left, word, right, level, last, right_level=None):
        return "\x01".join([self.show(left, level, False), word.replace(" ", "\x01"),
                            self.show(right, right_level or level, last)])

    def plain(self, e, last, negated=False):
        """The text without parentheses around it, and how tightly it holds together."""
        show = self.show
        no = "not\x01" if negated else ""
        match e:
            case Literal(_, text):
                return text, OPERAND
            case Path(names):
                return ".".join(names), OPERAND
            case Call(name, arguments):
                return name + (f"({', '.join(map(show, arguments))})" if arguments else ""), OPERAND
            case Lookup(table, keys, day, column):
                call = f"{table}({', '.join([show(k) for k in keys] + ['on ' + show(day)])})"
                has = f"{call}\x01has\x01{'no' if negated else 'a'}\x01row"
                return f"{call}.{column}" if column else has, OPERAND
            case Not(inner):
                negatable = isinstance(inner, NEGATABLE) and getattr(inner, "word", "is") == "is" \
                    and getattr(inner, "column", None) is None
                if negatable and self.rng.random() < 0.6:
                    return self.plain(inner, last, True)
                return "not\x01" + show(inner, NOT, last), NOT
            case Logic(word, parts):
                if self.rng.random() < 0.25:
                    block = "all" if word == "and" else "any"
                    return f"{block}\x01of\x01(" + ",\x01".join(map(show, parts)) + ")", OPERAND
                shown = [show(p, NOT, last and i == len(parts) - 1) for i, p in enumerate(parts)]
                return f"\x01{word}\x01".join(shown), CHAIN
            case Compare(word, left, right):
                return self.infix(left, word + " not" if negated else word, right, SUM, last), COMPARISON
            case OneOf(value, Path(names)):
                return f"{show(value, SUM, False)}\x01is\x01{no}one\x01of\x01{'.'.join(names)}", COMPARISON
            case OneOf(value, members):
                words = "{" + ", ".join(map(show, members)) + "}"
                return f"{show(value, SUM, False)}\x01is\x01{no}one\x01of\x01{words}", COMPARISON
            case IsEmpty(Path(names)):
                return f"{'.'.join(names)}\x01is\x01{no}empty", COMPARISON
            case Within(value, distance, anchor):
                return self.infix(value, "within " + show(distance, OPERAND) + " of", anchor, SUM, last), COMPARISON
            case Arithmetic("*", left, right):
                return self.infix(left, "*", right, PRODUCT, last, OPERAND), PRODUCT
            case Arithmetic(word, left, right):
                return self.infix(left, word, right, SUM, last, PRODUCT), SUM
            case Quantified(word, variable, Path(names), body, incomplete):
                return "\x01".join([*word.split(), variable, "in", *["incomplete"] * incomplete, ".".join(names),
                                    "satisfies", show(body)]), OPERAND
            case If(condition, then, otherwise):
                return (f"if\x01{show(condition)}\x01then\x01{show(then)}\x01else\x01{show(otherwise)}"), OPERAND
            case Unsettled(reason):
                return f"unsettled\x01because\x01{quoted(reason)}", OPERAND
        raise TypeError(e)

    def definition(self, name):
        signature, definition = self.case.signatures[name], self.case.rules.definitions[name]
        parameters = ", ".join(f"{p}: {t}" for p, t in zip(definition.parameters, signature.parameters))
        head = f"define {name}" + (f"({parameters})" if parameters else "")
        return self.spaced([head + (f" about {signature.about}" if signature.about else "") + " as",
                            "  " + self.show(definition.body), "end"])

    def rule(self, rule):
        rng, severity = self.rng, rule.severity
        condition = f" when {self.show(severity.when)} otherwise {severity.otherwise}"
        properties = ['title "A rule"', "cites P-1.2 (1)(a)", "basis text", f"about {rule.kind}",
                      f"severity {severity.word}" + ("" if severity.word == severity.otherwise else condition),
                      f'finding {quoted(self.case.findings.get(rule.id, "wrong"))}', 'remedy "Mend it."',
                      f"require {self.show(rule.require)}"]
        if rule.applies != Literal(True, "true") or rng.random() < 0.1:
            properties.append(f"applies when {self.show(rule.applies)}")
        if rule.subjects:
            walks = (f"{s.variable} in {'.'.join(s.list.names)}" for s in rule.subjects)
            properties.append("for each " + ", ".join(walks))
        properties += [f"{word} {text_of(day)}" for word, day in (("from", rule.since), ("until", rule.until)) if day]
        parameters = self.case.parameters.get((rule.id, rule.since and text_of(rule.since)), {})
        properties += [f'parameter {name}: {kind} = {self.show(literal)} because "so it is"'
                       for name, (kind, literal) in parameters.items()]
        rng.shuffle(properties)
        return self.spaced([f"rule {rule.id}", *("  " + p for p in properties), "end"])

    def exemption(self, e):
        return self.spaced([f"exception {e.id} to {e.rule}", "  cites P-1.2 (1)(a)",
                            f"  when {self.show(e.when)}", "end"])

    def table(self, name, table):
        columns = [f"  key {n}: {t}" for n, t in table.keys] + [f"  column {n}: {t}" for n, t in table.columns]
        return self.spaced([f'table {name} from "{name}.csv"', '  title "Facts"', *columns, "  cited by statute",
                            "end"])


def text_of(day):
    return datetime.date.fromordinal(day).isoformat()
