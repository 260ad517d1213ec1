#include "cli/glossary.hpp"

#include <array>

namespace telerule {

std::span<GlossaryEntry const> glossary() {
  static constexpr std::array<GlossaryEntry, 21> entries{{
      {"violated", "a verdict",
       "the rule applies, no exception does, and its requirement fails, whatever the unknown facts are"},
      {"indeterminate", "a verdict",
       "it hangs on facts that are not known, which are named under `missing`, or on what the policy leaves open"},
      {"satisfied", "a verdict", "the requirement holds, whatever the unknown facts are"},
      {"waived", "a verdict", "violated or indeterminate, and a waiver in force covers it"},
      {"not_applicable", "a verdict",
       "the scenario or subject is outside the scope of the rule, or an exception applies; which one is said"},
      {"missing", "a word of reports",
       "a fact that is absent or null and that the verdict hangs on; not every unknown fact that was read"},
      {"unsettled", "a word of reports",
       "why a condition is unknown although its facts may be known: the policy leaves it open, or what the rule set "
       "knows does not decide it"},
      {"vacuous", "a word of reports", "what must hold of every element of a list holds, because the list is empty"},
      {"not checkable", "a property of a clause",
       "no document can show whether the clause is met: it binds somebody whose acts no scenario describes, and the "
       "reason is given"},
      {"critical", "a severity", "the gravest of four: what boards and prosecutors act on, or a danger to patients"},
      {"high", "a severity",
       "the second of four: a patient loses access to care, or a physician is not paid or paid less"},
      {"medium", "a severity", "the third of four: a defect that can be mended and is rarely pursued alone"},
      {"advisory", "a severity", "the last of four: good practice, or something that a policy only encourages"},
      {"text", "a basis", "the policy says what the rule requires"},
      {"interpretation", "a basis",
       "what the rule requires is a reading of the policy, which others may read otherwise"},
      {"related", "a basis", "the rule rests on a policy that is related to the one it is filed under"},
      {"verified", "a trust", "the wording of the clause was compared with a source"},
      {"partial", "a trust",
       "of a clause: a source supports its substance, not its exact wording or number; of a row of facts: nothing in "
       "it is taken as known"},
      {"memory", "a trust", "the wording of the clause is from memory, and no source that was read shows it"},
      {"unverified", "a doubt",
       "nothing in the row of the facts table was compared with a source, so nothing in it is taken as known"},
      {"unknown", "a truth",
       "not known, because a fact is absent or null, or cannot be decided; logic with it is strong Kleene, so it never "
       "becomes satisfied by itself"},
  }};
  return entries;
}

}  // namespace telerule
