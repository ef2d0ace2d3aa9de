// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/symbolic/regions.hpp"

#include "lazyrisk/expand/symbolic/print.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;
using GiNaC::ex_to;
using GiNaC::numeric;
using GiNaC::symbol;

numeric slope(const ex& e, const symbol& letter) { return ex_to<numeric>(e.coeff(letter, 1)); }
/// The value of the letter at which e is 0.
ex bound(const ex& e, const symbol& letter) { return (-e.coeff(letter, 0) / e.coeff(letter, 1)).expand(); }

/// The inequalities on the letters before `letter` that leave room for it.
std::vector<ex> without(const std::vector<ex>& positive, const symbol& letter) {
    std::vector<ex> kept, lower, upper;
    for (const ex& e : positive) {
        const numeric c = slope(e, letter);
        if (c.is_zero())
            kept.push_back(e);
        else
            (c.is_positive() ? lower : upper).push_back(bound(e, letter));
    }
    for (const ex& low : lower)
        for (const ex& high : upper) kept.push_back((high - low).expand());
    return kept;
}

}  // namespace

Region Region::with(const ex& another) const {
    Region more = *this;
    more.positive.push_back(another.expand());
    return more;
}

std::optional<GiNaC::exmap> Region::point() const {
    std::vector<std::vector<ex>> stage{positive};  // stage[i]: the last i letters are gone
    for (std::size_t i = letters.size(); i-- > 0;) stage.push_back(without(stage.back(), letters[i]));
    for (const ex& e : stage.back())
        if (!ex_to<numeric>(e).is_positive()) return std::nullopt;
    GiNaC::exmap at;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        std::optional<numeric> low, high;
        for (const ex& e : stage[letters.size() - 1 - i]) {
            const numeric c = slope(e, letters[i]);
            if (c.is_zero()) continue;
            const numeric b = ex_to<numeric>(bound(e, letters[i]).subs(at).expand());
            if (c.is_positive() && (!low || b > *low)) low = b;
            if (c.is_negative() && (!high || b < *high)) high = b;
        }
        at[letters[i]] = low && high ? numeric((*low + *high) / 2)
                         : low       ? numeric(*low + 1)
                         : high      ? numeric(*high - 1)
                                     : numeric(0);
    }
    return at;
}

Region Region::reduced() const {
    Region left = *this;
    for (std::size_t i = left.positive.size(); i-- > 0;) {
        Region others = left;
        others.positive.erase(others.positive.begin() + std::ptrdiff_t(i));
        // a boundary that only touches the others adds nothing: an open set beyond it would be needed
        if (others.with(-left.positive[i]).empty()) left = others;
    }
    return left;
}

std::string Region::text() const {
    const Region r = reduced();
    std::string all;
    const auto add = [&](const std::string& one) { all += (all.empty() ? "" : ", ") + one; };
    const auto shown = [](const ex& e) { return print_exponent(e, Notation::text); };
    for (std::size_t i = 0; i < r.letters.size(); ++i) {
        std::string low, high;
        std::vector<std::string> others;
        for (const ex& e : r.positive) {
            const numeric c = slope(e, r.letters[i]);
            bool last = !c.is_zero();
            for (std::size_t j = i + 1; j < r.letters.size(); ++j) last = last && slope(e, r.letters[j]).is_zero();
            if (!last) continue;
            const ex b = bound(e, r.letters[i]);
            std::string& side = c.is_positive() ? low : high;
            if (GiNaC::is_a<numeric>(b) && side.empty())
                side = shown(b);
            else
                others.push_back(shown(r.letters[i]) + (c.is_positive() ? " > " : " < ") + shown(b));
        }
        const std::string name = shown(r.letters[i]);
        if (!low.empty() && !high.empty())
            add(low + " < " + name + " < " + high);
        else if (!low.empty())
            add(name + " > " + low);
        else if (!high.empty())
            add(name + " < " + high);
        for (const std::string& one : others) add(one);
    }
    return all;
}

}  // namespace lazyrisk
