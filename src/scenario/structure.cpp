#include "scenario/structure.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cstddef>

namespace telerule {

struct Structure::Impl {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
};

Structure::Structure() : impl_(std::make_unique<Impl>()) {}
Structure::~Structure() = default;
Structure::Structure(Structure&&) noexcept = default;
Structure& Structure::operator=(Structure&&) noexcept = default;

bool Structure::index(std::string_view text) {
  auto& parser = impl_->parser;
  if (!parser || parser->capacity() < text.size()) {
    constexpr std::size_t smallest = std::size_t{1} << 16U;
    std::size_t const known = parser ? parser->capacity() : 0;
    std::size_t const wanted = std::max({text.size(), smallest, std::min(2 * known, simdjson::SIMDJSON_MAXSIZE_BYTES)});
    // The depth is that of simdjson's own second stage, which is not used.
    if (simdjson::get_active_implementation()->create_dom_parser_implementation(wanted, 1, parser) != simdjson::SUCCESS)
      return false;
  }
  auto const* const data = reinterpret_cast<std::uint8_t const*>(text.data());
  return parser->stage1(data, text.size(), simdjson::stage1_mode::regular) == simdjson::SUCCESS;
}

std::uint32_t const* Structure::offsets() const { return impl_->parser->structural_indexes.get(); }
std::uint32_t Structure::count() const { return impl_->parser->n_structural_indexes; }

void Structure::stop_at(std::uint32_t offset) {
  // simdjson leaves room for more than this behind the last one.
  std::fill_n(impl_->parser->structural_indexes.get() + count(), beyond, offset);
}

}  // namespace telerule
