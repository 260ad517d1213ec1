#include "scenario/binder.hpp"

#include <doctest/doctest.h>

TEST_CASE("placeholder") {}
