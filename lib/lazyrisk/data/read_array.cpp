// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/read_array.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "lazyrisk/data/file_bytes.hpp"
#include "lazyrisk/words/text.hpp"

namespace lazyrisk {
namespace {

constexpr std::size_t part_size = 1 << 16;  // numbers that are decoded at once

/// Where the numbers of a file go.
class Places {
public:
    Places(const NumberFile& file, const std::vector<std::size_t>& kept)
        : file_(file), kept_(kept), numbers_(Eigen::Index(file.point_size()), Eigen::Index(kept.size())) {}

    /// Numbers `first`, `first` + 1 ... of the file.
    void put(std::size_t first, std::span<const double> x) {
        const std::size_t stride = file_.fortran ? file_.points() : file_.point_size();
        while (!x.empty()) {
            const std::size_t outer = first / stride, inner = first % stride,
                              count = std::min(x.size(), stride - inner);
            if (file_.fortran)
                put_coordinate(outer, inner, x.first(count), first);
            else
                put_point(outer, inner, x.first(count), first);
            first += count;
            x = x.subspan(count);
        }
    }
    /// Nothing behind that number of the file is kept.
    [[nodiscard]] bool done(std::size_t next) const {
        return !file_.fortran && (kept_.empty() || next > kept_.back() * file_.point_size() + file_.point_size() - 1);
    }
    [[nodiscard]] Matrix& numbers() { return numbers_; }

private:
    /// Coordinates `from` ... of one point.
    void put_point(std::size_t point, std::size_t from, std::span<const double> x, std::size_t first) {
        while (next_ < kept_.size() && kept_[next_] < point) ++next_;
        if (next_ == kept_.size() || kept_[next_] != point) return;
        double* to = numbers_.data() + next_ * file_.point_size() + from;
        for (std::size_t i = 0; i < x.size(); ++i) to[i] = accepted(x[i], first + i);
    }
    /// One coordinate of points `from` ...
    void put_coordinate(std::size_t place, std::size_t from, std::span<const double> x, std::size_t first) {
        const auto row = Eigen::Index(in_order_of_c(place));
        for (auto k = std::lower_bound(kept_.begin(), kept_.end(), from); k != kept_.end() && *k < from + x.size(); ++k)
            numbers_(row, k - kept_.begin()) = accepted(x[*k - from], first + *k - from);
    }
    /// The place with the last index fastest of what stands at `place` with the first one fastest.
    [[nodiscard]] std::size_t in_order_of_c(std::size_t place) const {
        std::size_t found = 0;
        for (std::size_t axis = 1; axis < file_.shape.size(); ++axis) {
            found = found * file_.shape[axis] + place % file_.shape[axis];
            place /= file_.shape[axis];
        }
        return found;
    }
    [[nodiscard]] double accepted(double x, std::size_t number) const {
        if (std::abs(x) <= largest_read) return x;
        file_.fail("the number at byte " + std::to_string(file_.offset + number * size_of(file_.type)) +
                   (std::isfinite(x) ? " is above " + to_text(largest_read) + " in size; choose another unit"
                                     : std::string(" is ") + (std::isnan(x) ? "nan" : "infinite") +
                                           "; numbers are finite: leave such points out"));
    }

    const NumberFile& file_;
    const std::vector<std::size_t>& kept_;
    Matrix numbers_;
    std::size_t next_ = 0;  // of kept: the points come in order
};

}  // namespace

Matrix read_array(const NumberFile& file, const std::vector<std::size_t>& kept) {
    FileBytes bytes(file.path, file.field);
    bytes.skip(file.offset);
    Places places(file, kept);
    const std::size_t total = file.points() * file.point_size(), size = size_of(file.type);
    std::vector<unsigned char> part(std::min(part_size, total) * size);
    std::vector<double> numbers(std::min(part_size, total));
    for (std::size_t first = 0; first < total;) {
        if (!bytes.packed() && places.done(first)) return std::move(places.numbers());  // its length is known
        const std::size_t count = std::min(part_size, total - first);
        bytes.read_all(part.data(), count * size, "its numbers");
        const std::span<double> decoded(numbers.data(), count);
        decode(file.type, file.big_endian, part.data(), decoded);
        places.put(first, decoded);
        first += count;
    }
    bytes.require_end();
    return std::move(places.numbers());
}

}  // namespace lazyrisk
