// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/symbolic/print.hpp"

#include <algorithm>
#include <sstream>
#include <tuple>
#include <vector>

#include "lazyrisk/expand/symbolic/number_text.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;
using GiNaC::ex_to;
using GiNaC::is_a;
using GiNaC::numeric;

/// Floats to twenty digits, trailing zeros left out.
std::string plain(const numeric& n) {
    std::ostringstream text;
    text << n;
    if (n.is_rational()) return text.str();
    std::string digits = digits_of(Digits(text.str()), 20);
    if (digits.find_first_of(".") != std::string::npos && digits.find_first_of("eE") == std::string::npos) {
        digits.erase(digits.find_last_not_of('0') + 1);
        if (digits.ends_with(".")) digits.pop_back();
    }
    return digits;
}

/// A product as it is written: sign, numerator, denominator, the two sides of one square root.
struct Product {
    bool negative = false;
    numeric above = 1, below = 1, root_above = 1, root_below = 1;
    std::vector<std::tuple<int, std::string, std::string>> top, bottom, root_top,
        root_bottom;  ///< rank, order, printed
};

class Printer {
public:
    explicit Printer(Notation notation) : latex_(notation == Notation::latex) {}

    std::string sum(const ex& e) const {
        if (!is_a<GiNaC::add>(e)) return product(e);
        std::vector<std::tuple<int, bool, std::string, std::string>>
            terms;  // falling degree, plus before minus, order, printed
        for (const ex& term : e) {
            const std::string printed = product(term);
            const bool minus = printed.starts_with("-");
            const int rank = -degree(term);
            terms.emplace_back(rank, rank == 0 && minus, minus ? printed.substr(1) : printed, printed);
        }
        std::sort(terms.begin(), terms.end());
        std::string text;
        for (const auto& [rank, minus, order, printed] : terms) {
            if (text.empty())
                text = printed;
            else if (printed.starts_with("-"))
                text += " - " + printed.substr(1);
            else
                text += " + " + printed;
        }
        return text;
    }

    /// Whether the first term of a sum is negative.
    bool begins_negative(const ex& e) const { return sum(e).starts_with("-"); }

private:
    /// Total degree in symbols, powers of them in functions left out.
    static int degree(const ex& e) {
        if (is_a<GiNaC::symbol>(e)) return 1;
        if (is_a<GiNaC::power>(e))
            return e.op(1).info(GiNaC::info_flags::integer) ? degree(e.op(0)) * ex_to<numeric>(e.op(1)).to_int() : 0;
        if (is_a<GiNaC::mul>(e)) {
            int total = 0;
            for (const ex& factor : e) total += degree(factor);
            return total;
        }
        if (is_a<GiNaC::add>(e)) {
            int most = 0;
            for (const ex& term : e) most = std::max(most, degree(term));
            return most;
        }
        return 0;
    }

    std::string parenthesised(const std::string& inner) const {
        return latex_ ? "\\left(" + inner + "\\right)" : "(" + inner + ")";
    }

    std::string atom(const ex& e) const {
        std::ostringstream text;
        if (e.is_equal(GiNaC::Pi)) return latex_ ? "\\pi" : "pi";
        if (is_a<numeric>(e) && ex_to<numeric>(e).is_nonneg_integer()) return plain(ex_to<numeric>(e));
        if (is_a<GiNaC::symbol>(e)) {
            if (latex_) text << GiNaC::latex;
            text << e;
            std::string name = text.str();
            while (name.ends_with(" ")) name.pop_back();
            return name;
        }
        if (is_a<GiNaC::function>(e)) return function(e);
        return parenthesised(sum(e));
    }

    std::string function(const ex& e) const {
        const std::string name = ex_to<GiNaC::function>(e).get_name(), inner = sum(e.op(0));
        if (name == "exp") return latex_ ? (inner == "1" ? "e" : "e^{" + inner + "}") : "exp(" + inner + ")";
        static const std::vector<std::tuple<std::string, std::string, std::string>> names{
            {"lr_erf", "erf", "\\mathrm{erf}"},
            {"tgamma", "Gamma", "\\Gamma"},
            {"asin", "asin", "\\arcsin"},
            {"atan", "atan", "\\arctan"},
            {"sin", "sin", "\\sin"},
            {"cos", "cos", "\\cos"},
            {"log", "log", "\\log"},
            {"sinh", "sinh", "\\sinh"},
            {"cosh", "cosh", "\\cosh"}};
        for (const auto& [own, text, tex] : names)
            if (own == name) return (latex_ ? tex : text) + parenthesised(inner);
        return name + parenthesised(inner);
    }

    std::string power(const std::string& base, bool compound, const ex& exponent) const {
        if (exponent.is_equal(1)) return base;
        const std::string raised = sum(exponent);
        if (latex_) return (compound ? parenthesised(base) : base) + "^{" + raised + "}";
        const bool simple = raised.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
        return (compound ? parenthesised(base) : base) + "^" + (simple ? raised : "(" + raised + ")");
    }

    void factor(Product& p, const ex& base_in, ex exponent) const {
        ex base = base_in;
        if (is_a<numeric>(base) && is_a<numeric>(exponent)) {  // rational powers of rationals
            const numeric b = ex_to<numeric>(base), n = ex_to<numeric>(exponent);
            if (n.is_integer()) {
                const numeric value = GiNaC::pow(b, n);
                p.above = p.above * value.numer(), p.below = p.below * value.denom();
                return;
            }
            if ((n * 2).is_integer() && b.is_rational() && b.is_positive()) {
                const numeric floor = (n * 2 - 1) / 2, value = GiNaC::pow(b, floor);  // n - 1/2, whole
                p.above = p.above * value.numer(), p.below = p.below * value.denom();
                p.root_above = p.root_above * b.numer(), p.root_below = p.root_below * b.denom();
                return;
            }
        }
        if (is_a<GiNaC::add>(base) && exponent.info(GiNaC::info_flags::integer) && begins_negative(base)) {
            base = (-base).expand();
            if (!(exponent / 2).info(GiNaC::info_flags::integer)) p.negative = !p.negative;
        }
        const bool below =
            exponent.info(GiNaC::info_flags::negative) ||
            (is_a<GiNaC::mul>(exponent) && exponent.op(exponent.nops() - 1).info(GiNaC::info_flags::negative));
        if (below) exponent = -exponent;
        const int rank = base.is_equal(GiNaC::Pi)      ? 0
                         : is_a<GiNaC::symbol>(base)   ? 1
                         : is_a<GiNaC::function>(base) ? 2
                                                       : 3;
        if (is_a<numeric>(exponent) && (ex_to<numeric>(exponent) * 2).is_odd() && !(is_a<GiNaC::function>(base))) {
            const ex rest = exponent - numeric(1, 2);
            const std::string inside = is_a<GiNaC::add>(base) ? sum(base) : atom(base);
            (below ? p.root_bottom : p.root_top).emplace_back(rank, inside, inside);
            if (rest.is_zero()) return;
            exponent = rest;
        }
        const bool sum_base = is_a<GiNaC::add>(base);
        const std::string inner = sum_base ? sum(base) : atom(base);
        // a name such as F_1^2 is no base of a power without parentheses
        const bool compound = sum_base || inner.find('^') != std::string::npos;
        std::string printed = power(inner, compound, exponent);
        if (sum_base && exponent.is_equal(1))
            printed = "(" + inner + ")";  // marked; parentheses may fall where it is alone
        if (sum_base && exponent.is_equal(1) && latex_) printed = "\\left(" + inner + "\\right)";
        (below ? p.bottom : p.top).emplace_back(rank, inner, printed);
    }

    std::string joined(const numeric& n, std::vector<std::tuple<int, std::string, std::string>> list) const {
        std::sort(list.begin(), list.end());
        std::string text = n.is_equal(1) && !list.empty() ? "" : plain(n);
        for (const auto& [rank, order, printed] : list) {
            if (!text.empty()) text += latex_ ? " " : "*";
            text += printed;
        }
        return text;
    }

    std::string root(const numeric& n, const std::vector<std::tuple<int, std::string, std::string>>& list) const {
        auto inside = list;
        for (auto& [rank, order, printed] : inside)
            if (rank == 3 && (list.size() > 1 || !n.is_equal(1))) printed = parenthesised(printed);
        return joined(n, inside);
    }

    std::string product(const ex& e) const {
        if (is_a<numeric>(e) && !ex_to<numeric>(e).is_rational()) return decimal(e);
        Product p;
        const auto one = [&](const ex& f) {
            if (is_a<GiNaC::power>(f))
                factor(p, f.op(0), f.op(1));
            else
                factor(p, f, 1);
        };
        if (is_a<GiNaC::mul>(e))
            for (const ex& f : e) one(f);
        else
            one(e);
        reduce(p);
        add_roots(p);
        std::string top = joined(p.above, p.top);
        const std::string sign = p.negative ? "-" : "";
        const bool has_below = p.below != 1 || !p.bottom.empty();
        if (!has_below) return sign + top;
        std::string bottom = joined(p.below, p.bottom);
        const std::size_t factors = p.bottom.size() + (p.below != 1);
        if (latex_) return sign + "\\frac{" + unwrapped(p, true, top) + "}{" + unwrapped(p, false, bottom) + "}";
        return sign + top + "/" + grouped(bottom, factors);
    }

    std::string decimal(const ex& e) const {
        std::string text = digits_of(evaluate(e, {}), 20);
        if (const std::size_t at = text.find('e'); latex_ && at != std::string::npos)
            text = text.substr(0, at) + " \\cdot 10^{" + std::to_string(std::stoi(text.substr(at + 1))) + "}";
        return text;
    }

    /// Lowest terms, beside roots and in them.
    static void reduce(Product& p) {
        const numeric whole = p.above / p.below;
        if (whole.is_negative()) p.negative = !p.negative;
        p.above = GiNaC::abs(whole.numer()), p.below = whole.denom();
        const numeric radicand = p.root_above / p.root_below;
        p.root_above = radicand.numer(), p.root_below = radicand.denom();
        // sqrt(m)/m is 1/sqrt(m), beside another root below
        const bool others_below = !p.root_bottom.empty();
        if (others_below && p.root_above > 1 && GiNaC::irem(p.below, p.root_above).is_zero()) {
            p.below = GiNaC::iquo(p.below, p.root_above);
            p.root_below = p.root_below * p.root_above;
            p.root_above = 1;
        }
    }

    /// All that stands under roots, as one root.
    void add_roots(Product& p) const {
        const bool above = p.root_above != 1 || !p.root_top.empty(),
                   below = p.root_below != 1 || !p.root_bottom.empty();
        const std::string up = root(p.root_above, p.root_top), down = root(p.root_below, p.root_bottom);
        const auto rooted = [&](const std::string& inside) {
            return latex_ ? "\\sqrt{" + inside + "}" : "sqrt(" + inside + ")";
        };
        if (above && below) {
            const std::size_t factors = p.root_bottom.size() + (p.root_below != 1);
            // a sum that is alone in a root has no parentheses there, and needs them beside the bar
            const auto beside = [&](const std::string& inside, const numeric& n, const auto& list) {
                return n.is_equal(1) && list.size() == 1 && std::get<0>(list.front()) == 3 ? "(" + inside + ")"
                                                                                           : inside;
            };
            p.top.emplace_back(-1, "",
                               rooted(latex_ ? "\\frac{" + up + "}{" + down + "}"
                                             : beside(up, p.root_above, p.root_top) + "/" +
                                                   grouped(beside(down, p.root_below, p.root_bottom), factors)));
        } else if (above) {
            p.top.emplace_back(-1, "", rooted(up));
        } else if (below) {
            p.bottom.emplace_back(-1, "", rooted(down));
        }
    }

    [[nodiscard]] std::string grouped(const std::string& inside, std::size_t factors) const {
        return !latex_ && factors > 1 ? "(" + inside + ")" : inside;
    }

    /// A sum that is alone above or below a bar of LaTeX needs no parentheses.
    std::string unwrapped(const Product& p, bool above, const std::string& text) const {
        const auto& list = above ? p.top : p.bottom;
        const numeric& n = above ? p.above : p.below;
        if (list.size() != 1 || !n.is_equal(1) || std::get<0>(list.front()) != 3) return text;
        const std::string open = "\\left(", close = "\\right)";
        if (text == open + std::get<1>(list.front()) + close) return std::get<1>(list.front());
        return text;
    }

    bool latex_;
};

}  // namespace

std::string print(const ex& e, Notation notation) { return Printer(notation).sum(e); }

std::string print_exponent(const ex& e, Notation notation) {
    const std::string text = print(e, notation);
    if (!is_a<GiNaC::add>(e) || !text.starts_with("-")) return text;
    ex number = 0;
    for (const ex& term : e)
        if (is_a<numeric>(term)) number = term;
    if (!number.info(GiNaC::info_flags::positive)) return text;
    const ex letters = (number - e).expand();
    const std::string rest = print(letters, notation);
    return print(number, notation) + " - " + (is_a<GiNaC::add>(letters) ? "(" + rest + ")" : rest);
}

bool needs_parentheses(const ex& e) { return is_a<GiNaC::add>(e); }

ex simplified(const ex& e) {
    const ex expanded = e.expand();
    ex best = expanded;
    std::size_t shortest = print(expanded, Notation::text).size();
    const auto offer = [&](const ex& other) {
        const std::size_t length = print(other, Notation::text).size();
        if (length < shortest) best = other, shortest = length;
    };
    offer(e);
    if (shortest > 8 && shortest < 20000) {
        const ex normal = expanded.normal();
        offer(normal);
        try {
            offer(GiNaC::factor(normal.numer()) / GiNaC::factor(normal.denom()));
        } catch (const std::exception&) {
        }
    }
    return best;
}

}  // namespace lazyrisk
