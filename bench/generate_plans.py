#!/usr/bin/env python3
"""Writes payer plans as NDJSON, the same ones for the same seed: what the benchmarks read.

    generate_plans.py [--plans N] [--services N] [--seed N] [--violations SHARE] [--ragged] > plans.ndjson

Plans come from a number of sources. Each source has its own choice of fields, and values are null or absent here and
there; with --ragged, every field of every service is left out at random, which no branch predictor can learn. Amounts
are whole or have cents, and about one plan in ten breaks each of payment parity, coverage parity and the rule on select
vendors.
"""

import argparse
import json
import random
import sys

STATES = "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH".split()
MODALITIES = ["live_video", "audio_only", "store_and_forward", "remote_monitoring", "e_visit"]
CATEGORIES = ["primary_care", "behavioral_health", "substance_use", "chronic_care", "urgent_care", "specialty"]
PRACTITIONERS = ["MD", "DO", "NP", "PA", "PSYCHOLOGIST", "LCSW", "LPC", "RN"]
MARKETS = ["individual", "small_group", "large_group", "self_funded"]
LABELS = ["Office visit, established", "Psychotherapy, 45 minutes", "Medication management", "Nutrition counseling",
          "Wound check", "Dermatology consult", "Diabetes self-management", "Caf\u00e9-style group therapy"]


def money(r):
    kind = r.random()
    if kind < 0.4:
        return r.randrange(20, 300)
    if kind < 0.8:
        return round(r.randrange(2000, 30000) / 100, 2)
    return r.randrange(40, 600) / 2


class Source:
    """One payer's export: it has or lacks a field as a whole, and then a value is missing here and there."""

    def __init__(self, r, ragged):
        self.r, self.ragged, self.has = r, ragged, {}

    def put(self, fields, name, value, share=0.7, null=0.07):
        """Puts a fact into `fields`, or null, or nothing. `share` of the sources have the field."""
        if name not in self.has:
            self.has[name] = self.r.random() < share
        chance = self.r.random()
        if self.ragged:
            present = chance < share
            chance = self.r.random()
        else:
            present = self.has[name]
        if present and chance >= 0.03:
            fields[name] = None if chance < 0.03 + null else value


def terms(s, amount, covered):
    r, fields = s.r, {"covered": covered, "allowed_amount": amount}
    sharing = r.choice(["none", "copay", "coinsurance"])
    s.put(fields, "rate_basis", "non_facility", 0.5)
    s.put(fields, "cost_sharing", sharing, 0.3)
    s.put(fields, "copay", r.randrange(0, 60) if sharing == "copay" else 0)
    s.put(fields, "coinsurance", r.choice([0, 0.1, 0.2, 0.25]) if sharing == "coinsurance" else 0, 0.3)
    s.put(fields, "prior_authorization", r.random() < 0.2, 0.3)
    return fields


def service(s, index, faults):
    r = s.r
    amount = money(r)
    fields = {"id": f"s{index:02d}"}
    s.put(fields, "label", r.choice(LABELS), 0.2)
    s.put(fields, "code", {"system": "CPT", "value": str(r.randrange(90000, 99999))}, 0.3)
    s.put(fields, "category", r.choice(CATEGORIES), 0.6)
    s.put(fields, "deliverable_remotely", r.random() < 0.9, 0.2)
    fields["in_person"] = terms(s, amount, True)
    visit = terms(s, round(amount * 0.8, 2) if "payment" in faults else amount, "coverage" not in faults)
    fields["telehealth"] = [{"modality": r.choice(MODALITIES), **visit}]
    s.put(fields["telehealth"][0], "practitioner_types", r.sample(PRACTITIONERS, r.randrange(1, 4)), 0.2, null=0)
    return fields


def plan(s, number, services, violations):
    r = s.r
    faults = {name for name in ("payment", "coverage", "vendor") if r.random() < violations}
    unlucky = r.randrange(services)
    fields = {
        "schema_version": "1",
        "kind": "payer-plan",
        "scenario_id": f"plan-{number:07d}",
        "as_of": f"2026-{r.randrange(1, 13):02d}-{r.randrange(1, 29):02d}",
        "plan": {"name": f"Evergreen Choice {number}", "issuer": "Evergreen Health", "product_type": r.choice(["HMO", "PPO", "EPO"])},
        "jurisdiction": {"state": r.choice(STATES), "market": r.choice(MARKETS)},
        "telehealth": {"offered": True, "modalities_covered": r.sample(MODALITIES, r.randrange(1, 4)), "originating_site": "any"},
    }
    access = "vendor_only" if "vendor" in faults else r.choice(["any_contracted", "vendor_preferred"])
    fields["network"] = {"telehealth_access": access, "contracted_physicians_may_use_telehealth": "vendor" not in faults}
    s.put(fields["network"], "vendor_copay", money(r), 0.5)
    fields["services"] = [service(s, i, faults if i == unlucky else ()) for i in range(services)]
    s.put(fields, "services_complete", True)
    return fields


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=int, default=2000)
    parser.add_argument("--services", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--violations", type=float, default=0.1)
    parser.add_argument("--sources", type=int, default=10)
    parser.add_argument("--ragged", action="store_true")
    options = parser.parse_args()
    r = random.Random(options.seed)
    sources = [Source(r, options.ragged) for _ in range(options.sources)]
    for number in range(options.plans):
        fields = plan(sources[number * options.sources // options.plans], number, options.services, options.violations)
        sys.stdout.write(json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
