// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/activation/read_formula.hpp"

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include "lazyrisk/activation/symbols.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;
using GiNaC::numeric;

constexpr std::size_t longest = 1000;  // characters of an expression
constexpr int deepest = 60;            // parentheses, signs and towers of powers
constexpr int longest_number = 60, widest_exponent = 300;
constexpr double most_bits = 4000;  // of a number like 3^1000

/// Recursive descent, one function a rank of operators: sum, product, sign, power, atom.
class Reader {
public:
    Reader(std::string_view text, const GiNaC::realsymbol& variable, std::string_view field)
        : text_(text), field_(field), variable_(variable) {}

    ex whole() {
        if (text_.size() > longest)
            throw DomainError(field_, std::string(text_.substr(0, 40)) + "...",
                              "an expression has at most " + std::to_string(longest) + " characters");
        if (peek() == '\0') fail("the expression is empty; " + example());
        for (const auto& f : symbols::unary_functions())  // elu alone is elu(x)
            if (f.word == text_) return f.of(variable_);
        const ex value = sum();
        if (peek() == ')') fail("the parenthesis" + where() + " closes nothing");
        if (peek() != '\0') fail(unexpected());
        return value;
    }

private:
    [[noreturn]] void fail(const std::string& sentence) const {
        throw DomainError(field_, std::string(text_), sentence);
    }
    [[nodiscard]] std::string where() const { return " at character " + std::to_string(at_ + 1); }
    [[nodiscard]] std::string example() const {
        return "write it as in " +
               std::string(variable_.get_name() == "t" ? "exp(t-1) or 1/(2-t)" : "max(x,0) - 0.1*tanh(x)^2");
    }

    [[nodiscard]] std::string unexpected() const {
        const char c = text_[at_];
        if (std::isalnum(static_cast<unsigned char>(c)) || c == '(' || c == '.')
            return "an operator is missing" + where() + " (a product is written 2*" + variable_.get_name() + "); " +
                   example();
        if (c == '<' || c == '>' || c == '=')
            return "a comparison stands only in if(condition, a, b), as in if(" + variable_.get_name() + " > 1, 1, 0)";
        if (c == ',') return "the comma" + where() + " separates nothing; a decimal number has a point, as in 0.5";
        const bool printable = std::isprint(static_cast<unsigned char>(c)) != 0;
        return (printable ? "the character '" + std::string(1, c) + "'" : std::string("the character")) + where() +
               " has no meaning here; " + example();
    }

    /// The next character that is not a space, '\0' at the end.
    char peek() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    bool take(std::string_view sign) {
        if (peek() == '\0' || !text_.substr(at_).starts_with(sign)) return false;
        at_ += sign.size();
        return true;
    }

    struct Deeper {
        Reader& reader;
        explicit Deeper(Reader& r) : reader(r) {
            if (++reader.depth_ > deepest)
                reader.fail("the expression is nested more than " + std::to_string(deepest) + " deep");
        }
        ~Deeper() { --reader.depth_; }
    };

    ex sum() {
        const Deeper deeper(*this);
        ex value = product();
        while (true) {
            if (take("+"))
                value = value + product();
            else if (take("-"))
                value = value - product();
            else
                return value;
        }
    }

    ex product() {
        ex value = signed_factor();
        while (true) {
            if (peek() == '*' && !text_.substr(at_).starts_with("**"))
                ++at_, value = value * signed_factor();
            else if (take("/"))
                value = value / nonzero(signed_factor());
            else
                return value;
        }
    }

    ex nonzero(const ex& divisor) const {
        if (divisor.is_zero()) fail("division by zero");
        return divisor;
    }

    ex signed_factor() {
        const Deeper deeper(*this);
        if (take("-")) return -signed_factor();
        if (take("+")) return signed_factor();
        return power();
    }

    /// -x^2 is -(x^2), 2^3^2 is 2^(3^2), 2^-x is 2^(-x).
    ex power() {
        const ex base = atom();
        if (!take("**") && !take("^")) return base;
        return raise(base, signed_factor());
    }

    ex raise(const ex& base, const ex& exponent) const {
        if (base.is_equal(GiNaC::exp(ex(1)))) return GiNaC::exp(exponent);
        if (base.is_zero() && !exponent.info(GiNaC::info_flags::positive)) fail("0 has only positive powers");
        if (GiNaC::is_a<numeric>(exponent)) {
            const numeric n = GiNaC::ex_to<numeric>(exponent);
            if (GiNaC::abs(n) > numeric(1000000) || n.denom() > numeric(1000000))
                fail("an exponent is at most 1000000");
            if (GiNaC::is_a<numeric>(base)) {
                const numeric b = GiNaC::ex_to<numeric>(base);
                const double bits = b.numer().int_length() + b.denom().int_length();
                if (bits * std::abs(n.to_double()) > most_bits) fail("a number in it is too large");
            }
        }
        return GiNaC::pow(base, exponent);
    }

    ex atom() {
        const char c = peek();
        if (take("(")) return closed(sum(), text_.rfind('(', at_ - 1));
        if (std::isdigit(static_cast<unsigned char>(c)) || c == '.') return number();
        if (std::isalpha(static_cast<unsigned char>(c)) || c == '_') return word();
        if (c == '\0') fail("the expression ends too early; " + example());
        if (c == ')') fail("something is missing before the parenthesis" + where());
        fail(unexpected());
    }

    ex closed(const ex& value, std::size_t open) {
        if (take(")")) return value;
        if (peek() == '\0') fail("the parenthesis at character " + std::to_string(open + 1) + " is never closed");
        fail(unexpected());
    }

    std::string digits() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_]))) ++at_;
        return std::string(text_.substr(begin, at_ - begin));
    }

    /// 0.1 is 1/10.
    ex number() {
        std::string whole = digits(), fraction;
        if (at_ < text_.size() && text_[at_] == '.') ++at_, fraction = digits();
        if (whole.empty() && fraction.empty()) fail("a point without digits" + where());
        int exponent = 0;
        if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
            std::size_t after = at_ + 1;
            const bool negative = after < text_.size() && text_[after] == '-';
            if (negative || (after < text_.size() && text_[after] == '+')) ++after;
            if (after < text_.size() && std::isdigit(static_cast<unsigned char>(text_[after]))) {
                at_ = after;
                const std::string power = digits();
                if (power.size() > 4) fail("a number in it is too large or too small");
                exponent = (negative ? -1 : 1) * std::stoi(power);
            }
        }
        if (whole.size() + fraction.size() > longest_number)
            fail("a number has at most " + std::to_string(longest_number) + " digits");
        exponent -= int(fraction.size());
        if (std::abs(exponent) > widest_exponent) fail("a number in it is too large or too small");
        return numeric((whole + fraction).c_str()) * GiNaC::pow(numeric(10), numeric(exponent));
    }

    ex word() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_')) ++at_;
        const std::string name(text_.substr(begin, at_ - begin));
        if (peek() == '(') return call(name);
        if (name == variable_.get_name()) return variable_;
        if (name == "pi") return GiNaC::Pi;
        if (name == "e") return GiNaC::exp(ex(1));
        for (const std::string& known : functions())
            if (known == name)
                fail("the function " + name + " needs an argument, as in " + name + "(" + variable_.get_name() + ")");
        fail("\"" + name + "\" means nothing here; the variable is " + variable_.get_name() +
             ", the constants are pi and e, and the functions are " + listed());
    }

    static std::vector<std::string> functions() {
        std::vector<std::string> names;
        for (const auto& f : symbols::unary_functions()) names.push_back(f.word);
        names.insert(names.end(), {"max", "min", "if"});
        return names;
    }
    static std::string listed() {
        std::string all;
        for (const std::string& name : functions()) all += (all.empty() ? "" : ", ") + name;
        return all;
    }

    ex call(const std::string& name) {
        const std::size_t open = at_++;
        if (name == "if") return choice(open);
        const std::vector<ex> arguments = list(open, name == "max" || name == "min" ? 2 : 1);
        for (const auto& f : symbols::unary_functions()) {
            if (f.word != name) continue;
            if (arguments.size() != 1)
                fail(name + " takes one argument, as in " + name + "(" + variable_.get_name() + ")");
            return f.of(arguments[0]);
        }
        if (name == "max" || name == "min") {
            if (arguments.size() < 2)
                fail(name + " takes two arguments or more, as in " + name + "(" + variable_.get_name() + ", 0)");
            ex value = arguments[0];
            for (std::size_t i = 1; i < arguments.size(); ++i)
                value = name == "max" ? symbols::maximum(value, arguments[i]) : symbols::minimum(value, arguments[i]);
            return value;
        }
        fail("no function is called " + name + did_you_mean(name, functions()) + " (known: " + listed() + ")");
    }

    /// Of a call; more than `most` of them are looked at twice.
    std::vector<ex> list(std::size_t open, std::size_t most) {
        std::vector<ex> arguments;
        if (peek() == ')') fail("an argument is missing" + where());
        std::vector<std::size_t> commas;
        do arguments.push_back(sum());
        while (take(",") && (commas.push_back(at_ - 1), true));
        closed(0, open);
        if (arguments.size() > most) refuse_decimal_commas(open, commas, most == 1);
        return arguments;
    }

    /// max(0, x - 0,5) has a decimal comma, max(x,0,7) and max(x,exp(x)-3,1) have none: of a comma between digits tells
    /// whether a sole 0 before it ends an argument that it does not begin, and whether other commas of the list have a
    /// blank behind them.
    void refuse_decimal_commas(std::size_t open, const std::vector<std::size_t>& commas, bool any) const {
        const auto is = [&](std::size_t i, int (*kind)(int)) {
            return i < text_.size() && kind(static_cast<unsigned char>(text_[i])) != 0;
        };
        const bool blanks =
            std::any_of(commas.begin(), commas.end(), [&](std::size_t comma) { return is(comma + 1, std::isspace); });
        std::size_t before = open;
        for (const std::size_t comma : commas) {
            std::size_t number = comma, end = comma + 1;
            while (number > before + 1 && is(number - 1, std::isdigit)) --number;
            while (is(end, std::isdigit)) ++end;
            const bool point =
                text_[number - 1] == '.' || (end < text_.size() && text_[end] == '.');  // it has one already
            const bool sole = text_.substr(number, comma - number) == "0";
            while (number > before + 1 && is(number - 1, std::isspace)) --number;
            const bool added = sole && number > before + 1;
            if (!point && is(comma - 1, std::isdigit) && is(comma + 1, std::isdigit) && (any || added || blanks))
                fail_decimal(comma, !any);
            before = comma;
        }
    }
    [[noreturn]] void fail_decimal(std::size_t comma, bool list) const {
        std::size_t from = comma, to = comma + 1;
        while (from > 0 && std::isdigit(static_cast<unsigned char>(text_[from - 1]))) --from;
        while (to < text_.size() && std::isdigit(static_cast<unsigned char>(text_[to]))) ++to;
        const std::string left(text_.substr(from, comma - from)), right(text_.substr(comma + 1, to - comma - 1));
        fail("the comma at character " + std::to_string(comma + 1) +
             " looks like a decimal comma; a number is written " + left + "." + right +
             (list ? ", and two arguments with a blank behind the comma, " + left + ", " + right : ""));
    }

    /// if(u > v, a, b); also <, >=, <=.
    ex choice(std::size_t open) {
        const std::string shape =
            "if takes a condition and two values, as in if(" + variable_.get_name() + " > 1, 1, 0)";
        const ex left = sum();
        const bool less_equal = take("<="), greater_equal = !less_equal && take(">=");
        const bool less = !less_equal && !greater_equal && take("<");
        if (!less_equal && !greater_equal && !less && !take(">")) fail(shape);
        const ex right = sum();
        if (!take(",")) fail(shape);
        const ex yes = sum();
        if (!take(",")) fail(shape);
        const ex no = sum();
        closed(0, open);
        if (less) return symbols::greater(right, left, yes, no);
        if (less_equal) return symbols::greater(left, right, no, yes);
        if (greater_equal) return symbols::greater(right, left, no, yes);
        return symbols::greater(left, right, yes, no);
    }

    std::string_view text_;
    std::string field_;
    const GiNaC::realsymbol& variable_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

}  // namespace

GiNaC::ex read_formula(std::string_view text, const GiNaC::realsymbol& variable, std::string_view field) {
    try {
        return Reader(text, variable, field).whole();
    } catch (const DomainError&) {
        throw;
    } catch (const std::exception& error) {  // GiNaC meets poles, as in log(0)
        throw DomainError(std::string(field), std::string(text), std::string("it has no value (") + error.what() + ")");
    }
}

}  // namespace lazyrisk
