#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "program/layout.hpp"
#include "scenario/input_error.hpp"
#include "scenario/scenario.hpp"

namespace telerule {

// Reads JSON text straight into the slots of a Layout, checking every byte:
// grammar, UTF-8, and every value against its schema. One Binder serves one
// thread and any number of records; it allocates only while its buffers grow.
class Binder {
 public:
  // `layouts` has one entry for each of `schemas.kinds`. Both must outlive the binder.
  // `as_of` replaces the record's own day where it is given.
  Binder(Schemas const& schemas, std::vector<Layout> const& layouts, std::optional<std::int64_t> as_of);
  ~Binder();
  Binder(Binder&&) noexcept;
  Binder& operator=(Binder&&) noexcept;

  // Bytes a caller must leave readable behind a record.
  static constexpr std::size_t padding = 64;

  // Binds one record: a JSON object with optional whitespace around it.
  // Nothing in case of success; `out` is valid only then.
  std::optional<InputError> bind(std::string_view record, Scenario& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace telerule
