#pragma once

#include "syntax/progress.hpp"

namespace telerule::syntax {

// The failure at the farthest place as a rejection: what was expected there, what was found, and what may be meant.
// `last` is the end of the text that was read.
Rejection failure(Progress const& progress, Iterator last);

}  // namespace telerule::syntax
