// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/activation/compile.hpp"

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "lazyrisk/activation/symbols.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;
using GiNaC::numeric;
using Digits100 = boost::multiprecision::cpp_bin_float_100;

constexpr std::size_t most_instructions = 20000;
constexpr int most_products = 64;  // powers beyond are left to pow

LongConstant long_constant(Digits100 value) {
    LongConstant parts{};
    for (double& part : parts) {
        part = double(value);
        if (!std::isfinite(part)) break;
        value -= part;
    }
    return parts;
}

class Compiler {
public:
    explicit Compiler(const GiNaC::symbol& variable) : variable_(variable) {}

    Program run(const ex& formula) {
        const int result = value(formula);
        return allocate(result);
    }

private:
    // A value is 0 (the argument), k > 0 (result of instruction k-1) or -1-j (constant j).

    int constant(const Digits100& c) {
        if (!isfinite(c)) throw DomainError("a constant in it is no finite real number");
        for (std::size_t j = 0; j < constants_.size(); ++j)
            if (constants_[j] == c) return -1 - int(j);
        constants_.push_back(c);
        return -int(constants_.size());
    }

    int emit(Op op, std::vector<int> from, int exponent = 0) {
        from.resize(4, from[0]);
        if (std::all_of(from.begin(), from.end(), [](int v) { return v < 0; })) return folded(op, from, exponent);
        const auto key = std::make_tuple(op, from, exponent);
        if (const auto seen = emitted_.find(key); seen != emitted_.end()) return seen->second;
        if (code_.size() >= most_instructions) throw DomainError("the expression is too long");
        code_.push_back({op, from, exponent});
        return emitted_[key] = int(code_.size());
    }

    int folded(Op op, const std::vector<int>& from, int exponent) {
        Program small;
        Instruction now{op, 5, {1, 2, 3, 4}, exponent};
        small.registers = 6;
        small.result = 5;
        small.instructions.push_back(now);
        std::vector<Digits100> file(6, Digits100(0));
        for (std::size_t i = 0; i < 4; ++i) file[i + 1] = constants_[std::size_t(-1 - from[i])];
        small.run(file.data(), 1, 1);
        return constant(file[5]);
    }

    int value(const ex& e) {
        if (const auto seen = done_.find(e); seen != done_.end()) return seen->second;
        const int v = fresh(e);
        return done_[e] = v;
    }

    int fresh(const ex& e) {
        if (e.is_equal(variable_)) return 0;
        if (GiNaC::is_a<numeric>(e)) return rational(GiNaC::ex_to<numeric>(e));
        if (e.is_equal(GiNaC::Pi)) return constant(boost::math::constants::pi<Digits100>());
        if (GiNaC::is_a<GiNaC::add>(e)) return sum(e);
        if (GiNaC::is_a<GiNaC::mul>(e)) return product(e);
        if (GiNaC::is_a<GiNaC::power>(e)) {
            const ex exponent = e.op(1);
            if (exponent.info(GiNaC::info_flags::negative))
                return emit(Op::divide, {constant(1), raised(e.op(0), -exponent)});
            return raised(e.op(0), exponent);
        }
        if (GiNaC::is_a<GiNaC::function>(e)) {
            std::vector<int> from;
            for (const ex& u : e) from.push_back(value(u));
            return emit(symbols::operation(e), from);
        }
        throw DomainError("a constant in it is no finite real number");
    }

    int rational(const numeric& n) {
        if (!n.is_rational()) throw DomainError("a constant in it is no finite real number");
        return constant(whole(n.numer()) / whole(n.denom()));
    }
    static Digits100 whole(const numeric& n) {
        std::ostringstream text;
        text << n;
        return Digits100(text.str());
    }

    /// Operands in an order that depends on the formula alone.
    std::vector<ex> sorted(const ex& e) {
        std::vector<std::pair<std::string, ex>> keyed;
        for (const ex& u : e) keyed.emplace_back(key(u), u);
        std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        std::vector<ex> operands;
        for (auto& [k, u] : keyed) operands.push_back(u);
        return operands;
    }

    const std::string& key(const ex& e) {
        if (const auto seen = keys_.find(e); seen != keys_.end()) return seen->second;
        std::ostringstream text;
        if (e.nops() == 0) {
            text << e;
        } else {
            const bool free_order = GiNaC::is_a<GiNaC::add>(e) || GiNaC::is_a<GiNaC::mul>(e);
            std::vector<std::string> inner;
            for (const ex& u : e) inner.push_back(key(u));
            if (free_order) std::sort(inner.begin(), inner.end());
            text << (GiNaC::is_a<GiNaC::function>(e) ? GiNaC::ex_to<GiNaC::function>(e).get_name()
                     : GiNaC::is_a<GiNaC::add>(e)    ? "+"
                     : GiNaC::is_a<GiNaC::mul>(e)    ? "*"
                                                     : "^");
            for (const std::string& k : inner) text << '(' << k << ')';
            if (text.str().size() > 200) {  // long keys: their hash, so that deep formulas stay cheap
                std::uint64_t hash = 1469598103934665603U;
                for (const char c : text.str()) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
                return keys_[e] = std::to_string(hash);
            }
        }
        return keys_[e] = text.str();
    }

    int sum(const ex& e) {
        std::vector<int> plus, minus;
        for (const ex& term : sorted(e)) {
            const bool negative = GiNaC::is_a<numeric>(term)
                                      ? term.info(GiNaC::info_flags::negative)
                                      : GiNaC::is_a<GiNaC::mul>(term) &&
                                            term.op(term.nops() - 1).info(GiNaC::info_flags::negative) &&
                                            GiNaC::is_a<numeric>(term.op(term.nops() - 1));
            (negative ? minus : plus).push_back(value(negative ? ex(-term) : term));
        }
        int total = plus.empty() ? emit(Op::multiply, {constant(-1), minus[0]}) : plus[0];
        for (std::size_t i = 1; i < plus.size(); ++i) total = emit(Op::add, {total, plus[i]});
        for (std::size_t i = plus.empty() ? 1 : 0; i < minus.size(); ++i) total = emit(Op::subtract, {total, minus[i]});
        return total;
    }

    int product(const ex& e) {
        std::vector<int> above, below;
        for (const ex& factor : sorted(e)) {
            if (GiNaC::is_a<numeric>(factor)) {
                const numeric n = GiNaC::ex_to<numeric>(factor);
                const numeric top = n.numer(), bottom = n.denom();
                // c/q rounds once where q is a number that every scalar holds
                const bool exact = n.is_rational() && bottom < numeric(1 << 24);
                if (!top.is_equal(numeric(1)) || !exact) above.push_back(rational(exact ? top : n));
                if (!bottom.is_equal(numeric(1)) && exact) below.push_back(rational(bottom));
            } else if (GiNaC::is_a<GiNaC::power>(factor) && factor.op(1).info(GiNaC::info_flags::negative)) {
                below.push_back(raised(factor.op(0), -factor.op(1)));
            } else {
                above.push_back(value(factor));
            }
        }
        const auto multiplied = [&](const std::vector<int>& factors) {
            int total = factors.empty() ? constant(1) : factors[0];
            for (std::size_t i = 1; i < factors.size(); ++i) total = emit(Op::multiply, {total, factors[i]});
            return total;
        };
        const int numerator = multiplied(above);
        return below.empty() ? numerator : emit(Op::divide, {numerator, multiplied(below)});
    }

    /// base^exponent, the exponent not a negative number.
    int raised(const ex& base, const ex& exponent) {
        const int b = value(base);
        if (GiNaC::is_a<numeric>(exponent)) {
            const numeric n = GiNaC::ex_to<numeric>(exponent), twice = n * numeric(2);
            if (twice.is_integer() && twice <= numeric(2 * most_products)) {
                const int half_steps = twice.to_int();
                const int whole = half_steps / 2;
                const int root = half_steps % 2 == 1 ? emit(Op::square_root, {b}) : 0;
                const int power = whole > 1 ? emit(Op::integer_power, {b}, whole) : b;
                if (half_steps % 2 == 0) return power;
                return whole == 0 ? root : emit(Op::multiply, {power, root});
            }
        }
        return emit(Op::power, {b, value(exponent)});
    }

    struct Step {
        Op op;
        std::vector<int> from;
        int exponent;
    };

    /// Drops what is not used, gives each value a register and takes the register back after its last use.
    Program allocate(int result) const;

    const GiNaC::symbol& variable_;
    std::vector<Digits100> constants_;
    std::vector<Step> code_;
    std::map<std::tuple<Op, std::vector<int>, int>, int> emitted_;
    std::map<ex, int, GiNaC::ex_is_less> done_;
    std::map<ex, std::string, GiNaC::ex_is_less> keys_;
};

Program Compiler::allocate(int result) const {
    std::vector<int> last_use(code_.size() + 1, -1);
    std::map<int, std::uint16_t> place{{0, std::uint16_t(0)}};  // argument and constants
    Program program;
    const auto need_constant = [&](int v) {
        if (v >= 0 || place.contains(v)) return;
        const Digits100 size = abs(constants_[std::size_t(-1 - v)]);
        if (size > 1e300 || (size > 0 && size < 1e-220))
            throw DomainError("a constant in it is too large or too small");
        program.constants.push_back(long_constant(constants_[std::size_t(-1 - v)]));
        place[v] = std::uint16_t(program.constants.size());
    };
    if (result > 0) last_use[std::size_t(result)] = int(code_.size());
    for (std::size_t i = code_.size(); i-- > 0;) {
        if (last_use[i + 1] < 0) continue;
        for (const int v : code_[i].from) {
            need_constant(v);
            if (v > 0 && last_use[std::size_t(v)] < 0) last_use[std::size_t(v)] = int(i);
        }
    }
    need_constant(result);
    std::vector<std::uint16_t> free;
    std::size_t used = program.constants.size() + 1;
    for (std::size_t i = 0; i < code_.size(); ++i) {
        if (last_use[i + 1] < 0) continue;
        Instruction now{code_[i].op, 0, {}, code_[i].exponent};
        for (std::size_t j = 0; j < 4; ++j) now.from[j] = place.at(code_[i].from[j]);
        std::vector<int> ending;
        for (const int v : code_[i].from)
            if (v > 0 && last_use[std::size_t(v)] == int(i)) ending.push_back(v);
        std::sort(ending.begin(), ending.end());
        ending.erase(std::unique(ending.begin(), ending.end()), ending.end());
        for (const int v : ending) free.push_back(place.at(v));
        if (free.empty()) {
            if (used > std::numeric_limits<std::uint16_t>::max()) throw DomainError("the expression is too long");
            free.push_back(std::uint16_t(used++));
        }
        now.to = free.back();
        free.pop_back();
        place[int(i) + 1] = now.to;
        program.instructions.push_back(now);
    }
    program.registers = std::uint16_t(used);
    program.result = place.at(result);
    return program;
}

}  // namespace

Program compile(const ex& formula, const GiNaC::symbol& variable) { return Compiler(variable).run(formula); }

}  // namespace lazyrisk
