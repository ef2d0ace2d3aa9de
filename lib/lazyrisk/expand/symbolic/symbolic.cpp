// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/symbolic/symbolic.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

namespace {

constexpr int base = 256;

}  // namespace

Symbolic::Symbolic(const cln::cl_RA& number) {
    if (!cln::zerop(number)) terms_.emplace_back(Key(0), number);
}

Symbolic::Symbolic(Letters letters, std::size_t which) : letters_(std::move(letters)), reach_(1) {
    constexpr std::size_t most_letters = 15;
    if (which >= most_letters) throw std::logic_error("a coefficient has at most fifteen letters");
    Key key = 1;
    for (std::size_t i = 0; i < which; ++i) key *= base;
    terms_.emplace_back(key, cln::cl_RA(1));
}

int Symbolic::digit(Key& key) {
    int power = int(key % base);  // of the sign of key: bring it to -base/2 ... base/2 - 1
    if (power >= base / 2) power -= base;
    if (power < -base / 2) power += base;
    key = (key - power) / base;
    return power;
}

int Symbolic::largest_power() const {
    int largest = 0;
    for (const Term& term : terms_)
        for (Key key = term.first; key != 0;) largest = std::max(largest, std::abs(digit(key)));
    return largest;
}

int Symbolic::reach(const Symbolic& a, const Symbolic& b) {
    if (a.reach_ + b.reach_ < base / 2) return a.reach_ + b.reach_;
    const int together =
        a.largest_power() + b.largest_power();  // the bounds add up where the powers themselves may cancel
    if (together >= base / 2)
        throw NotCovered(
            "a coefficient with powers of letters beyond 127 is not covered; a lower order has smaller ones");
    return together;
}

GiNaC::ex Symbolic::expression() const {
    GiNaC::exvector sums;
    for (const auto& [packed, number] : terms_) {
        GiNaC::exvector factors{GiNaC::numeric(number)};
        Key key = packed;
        for (std::size_t i = 0; key != 0; ++i)
            if (const int power = digit(key); power != 0) factors.push_back(GiNaC::pow((*letters_)[i], power));
        sums.push_back(GiNaC::mul(std::move(factors)));
    }
    return GiNaC::add(std::move(sums));
}

int Symbolic::lowest(std::size_t which) const {
    int least = 0;
    for (const Term& term : terms_) {
        Key key = term.first;
        int power = 0;
        for (std::size_t i = 0; i <= which; ++i) power = digit(key);
        least = std::min(least, power);
    }
    return least;
}

std::vector<Symbolic::Term> Symbolic::sum(const Symbolic& a, const Symbolic& b, bool minus) {
    std::vector<Term> all;
    all.reserve(a.terms_.size() + b.terms_.size());
    std::size_t i = 0, j = 0;
    while (i < a.terms_.size() || j < b.terms_.size()) {
        const bool left = j == b.terms_.size() || (i < a.terms_.size() && a.terms_[i].first <= b.terms_[j].first);
        const bool both = left && j < b.terms_.size() && a.terms_[i].first == b.terms_[j].first;
        if (both) {
            cln::cl_RA value =
                minus ? a.terms_[i].second - b.terms_[j].second : a.terms_[i].second + b.terms_[j].second;
            if (!cln::zerop(value)) all.emplace_back(a.terms_[i].first, std::move(value));
            ++i;
            ++j;
        } else if (left) {
            all.push_back(a.terms_[i++]);
        } else {
            all.emplace_back(b.terms_[j].first, minus ? -b.terms_[j].second : b.terms_[j].second);
            ++j;
        }
    }
    return all;
}

Symbolic operator+(const Symbolic& a, const Symbolic& b) {
    Symbolic c;
    c.letters_ = a.letters_ ? a.letters_ : b.letters_;
    c.terms_ = Symbolic::sum(a, b, false);
    c.reach_ = std::max(a.reach_, b.reach_);
    return c;
}

Symbolic operator-(const Symbolic& a, const Symbolic& b) {
    Symbolic c;
    c.letters_ = a.letters_ ? a.letters_ : b.letters_;
    c.terms_ = Symbolic::sum(a, b, true);
    c.reach_ = std::max(a.reach_, b.reach_);
    return c;
}

Symbolic operator*(const Symbolic& a, const Symbolic& b) {
    Symbolic c;
    c.letters_ = a.letters_ ? a.letters_ : b.letters_;
    c.reach_ = Symbolic::reach(a, b);
    std::vector<Symbolic::Term> products;
    products.reserve(a.terms_.size() * b.terms_.size());
    for (const auto& [key, number] : a.terms_)
        for (const auto& [other_key, other] : b.terms_) products.emplace_back(key + other_key, number * other);
    std::sort(products.begin(), products.end(), [](const auto& x, const auto& y) { return x.first < y.first; });
    for (auto& [key, number] : products) {
        if (!c.terms_.empty() && c.terms_.back().first == key)
            c.terms_.back().second = c.terms_.back().second + number;
        else {
            if (!c.terms_.empty() && cln::zerop(c.terms_.back().second)) c.terms_.pop_back();
            c.terms_.emplace_back(key, std::move(number));
        }
    }
    if (!c.terms_.empty() && cln::zerop(c.terms_.back().second)) c.terms_.pop_back();
    return c;
}

Symbolic operator/(const Symbolic& a, const Symbolic& b) {
    if (b.terms_.size() != 1)
        throw std::logic_error("a series divides by a sum of letters: give the sum a letter of its own");
    Symbolic c = a;
    if (!c.letters_) c.letters_ = b.letters_;
    c.reach_ = Symbolic::reach(a, b);
    const cln::cl_RA unit = 1 / b.terms_[0].second;
    for (auto& [key, number] : c.terms_) {
        key -= b.terms_[0].first;
        number = number * unit;
    }
    return c;
}

}  // namespace lazyrisk
