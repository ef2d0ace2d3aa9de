// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Truncated Laurent series over any field: numbers with many digits, or letters.
#pragma once

#include <algorithm>
#include <concepts>
#include <limits>
#include <vector>

#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

/// Is it 0 beyond doubt? Overloaded for letters.
template <Scalar R>
bool is_zero(const R& x) {
    return x == R(0);
}

/// sum_i c_i x^(low+i) + O(x^end). Numbers are exact (no end); all else comes from variable(end). A field, up to
/// truncation: formulas written for numbers run on it. Dividing costs one division by the leading coefficient only.
template <Field F>
class Series {
public:
    static constexpr int exact = std::numeric_limits<int>::max() / 4;

    Series() = default;
    template <std::integral I>
    explicit Series(I number) : Series(F(number)) {}
    Series(const F& number) : terms_{number} { trim(); }  // NOLINT: a number is a series

    /// x + O(x^end).
    static Series variable(int end) { return Series(1, end, {F(1)}); }
    static Series terms(int low, int end, std::vector<F> coefficients) {
        return Series(low, end, std::move(coefficients));
    }

    /// Order of the first term that is not 0; `end()` if there is none.
    [[nodiscard]] int low() const { return terms_.empty() ? end_ : low_; }
    [[nodiscard]] int end() const { return end_; }
    /// One beyond the order of the last term that is not 0.
    [[nodiscard]] int top() const { return low_ + int(terms_.size()); }
    /// Coefficient of x^i, i < end().
    [[nodiscard]] F operator[](int i) const {
        return i < low_ || i >= low_ + int(terms_.size()) ? F(0) : terms_[std::size_t(i - low_)];
    }
    /// Times x^by, exactly.
    [[nodiscard]] Series shifted(int by) const { return Series(low_ + by, end_ == exact ? exact : end_ + by, terms_); }
    /// Forgets x^end and beyond.
    [[nodiscard]] Series truncated(int end) const { return Series(low_, std::min(end, end_), terms_); }

    friend Series operator+(const Series& a, const Series& b) { return sum(a, b, false); }
    friend Series operator-(const Series& a, const Series& b) { return sum(a, b, true); }
    friend Series operator*(const Series& a, const Series& b) {
        if (a.terms_.empty() || b.terms_.empty()) {
            if (a.end_ == exact && a.terms_.empty()) return a;
            if (b.end_ == exact && b.terms_.empty()) return b;
            return Series(0, std::min(plus(a.low(), b.end_), plus(b.low(), a.end_)), {});
        }
        const int end = std::min(plus(a.low_, b.end_), plus(b.low_, a.end_)), low = a.low_ + b.low_;
        const int most = std::min(end - low, int(a.terms_.size() + b.terms_.size()) - 1);
        std::vector<F> product(std::size_t(std::max(most, 0)), F(0));
        for (int i = 0; i < most; ++i)
            for (int j = std::max(0, i + 1 - int(b.terms_.size())); j <= std::min(i, int(a.terms_.size()) - 1); ++j)
                product[std::size_t(i)] =
                    product[std::size_t(i)] + a.terms_[std::size_t(j)] * b.terms_[std::size_t(i - j)];
        return Series(low, end, std::move(product));
    }
    /// Precondition: b has a leading term; of two exact series, b is one power of x.
    friend Series operator/(const Series& a, const Series& b) {
        const F unit = F(1) / b.terms_[0];
        if (b.terms_.size() == 1 && b.end_ == exact) {
            std::vector<F> quotient = a.terms_;
            for (F& c : quotient) c = c * unit;
            return Series(a.low_ - b.low_, a.end_ == exact ? exact : a.end_ - b.low_, std::move(quotient));
        }
        if (a.terms_.empty()) return Series(0, a.end_ == exact ? exact : a.end_ - b.low_, {});
        const int length =
            std::min(a.end_ == exact ? exact : a.end_ - a.low_, b.end_ == exact ? exact : b.end_ - b.low_);
        std::vector<F> quotient(std::size_t(length), F(0));
        for (int i = 0; i < length; ++i) {
            F c = a[a.low_ + i];
            for (int j = 1; j <= std::min(i, int(b.terms_.size()) - 1); ++j)
                c = c - b.terms_[std::size_t(j)] * quotient[std::size_t(i - j)];
            quotient[std::size_t(i)] = c * unit;
        }
        return Series(a.low_ - b.low_, a.low_ - b.low_ + length, std::move(quotient));
    }

private:
    Series(int low, int end, std::vector<F> coefficients) : low_(low), end_(end), terms_(std::move(coefficients)) {
        trim();
    }

    static int plus(int low, int end) { return end == exact ? exact : low + end; }

    static Series sum(const Series& a, const Series& b, bool minus) {
        const int end = std::min(a.end_, b.end_);
        const int low = std::min({a.low(), b.low(), end});
        const int top = std::min(end, std::max(a.low_ + int(a.terms_.size()), b.low_ + int(b.terms_.size())));
        std::vector<F> c;
        for (int i = low; i < top; ++i) c.push_back(minus ? F(a[i] - b[i]) : F(a[i] + b[i]));
        return Series(low, end, std::move(c));
    }
    void trim() {
        if (int(terms_.size()) > end_ - low_) terms_.resize(std::size_t(std::max(0, end_ - low_)), F(0));
        std::size_t zeros = 0;
        while (zeros < terms_.size() && is_zero(terms_[zeros])) ++zeros;
        terms_.erase(terms_.begin(), terms_.begin() + std::ptrdiff_t(zeros));
        low_ = terms_.empty() ? 0 : low_ + int(zeros);
        while (!terms_.empty() && is_zero(terms_.back())) terms_.pop_back();
    }

    int low_ = 0, end_ = exact;
    std::vector<F> terms_;
};

}  // namespace lazyrisk
