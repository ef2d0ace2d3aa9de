// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/activation/activation.hpp"

#include <cctype>
#include <charconv>

#include "lazyrisk/activation/formulas.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"

namespace lazyrisk {
namespace {

constexpr int largest_exponent = 9;

std::vector<double> arguments(std::string_view inside, std::string_view whole) {
    std::vector<double> values;
    while (true) {
        const std::size_t comma = inside.find(',');
        const std::string_view piece = inside.substr(0, comma);
        double value = 0;
        const auto [end, error] = std::from_chars(piece.data(), piece.data() + piece.size(), value);
        if (error != std::errc{} || end != piece.data() + piece.size() || !(value - value == 0))
            throw DomainError("activation", std::string(whole),
                              "expected finite numbers between the parentheses, as in leaky-relu(0.1)");
        values.push_back(value);
        if (comma == std::string_view::npos) return values;
        inside.remove_prefix(comma + 1);
    }
}

/// 2 .. largest_exponent where `name` is `stem` and one digit, else 0.
int numbered(std::string_view name, std::string_view stem) {
    if (name.size() != stem.size() + 1 || !name.starts_with(stem)) return 0;
    const int k = name.back() - '0';
    return k >= 2 && k <= largest_exponent ? k : 0;
}

/// Words that only miss a known name, such as leaky-rleu(0.1), are none.
bool looks_like_expression(std::string_view text) {
    const std::string_view stem = text.substr(0, text.find('('));
    for (const char* with_parameters : {"leaky-relu", "polynomial"})
        if (edit_distance(stem, with_parameters) <= 3) return false;
    if (text.find_first_of("+*/^()<>=") != std::string_view::npos) return true;
    if (!text.empty() && (std::isdigit(static_cast<unsigned char>(text[0])) || text[0] == '-' || text[0] == '.'))
        return true;
    const auto letter = [&](std::size_t i) {
        return i < text.size() && (std::isalnum(static_cast<unsigned char>(text[i])) || text[i] == '_');
    };
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == 'x' && !letter(i + 1) && (i == 0 || !letter(i - 1))) return true;
    return false;
}

/// Other words for an activation of the list, and names that are short for an expression; "" where it is neither.
std::string spelled_out(std::string_view name) {
    using Pair = std::pair<std::string_view, std::string_view>;
    for (const auto& [word, meaning] : {Pair{"silu", "swish"},
                                        {"identity", "linear"},
                                        {"heaviside", "step"},
                                        {"quadratic", "square"},
                                        {"logistic", "sigmoid"}})
        if (name == word) return std::string(meaning);
    constexpr std::string_view elu = "elu(";
    if (name.starts_with(elu) && name.ends_with(')') && name != "elu(x)") {
        const std::string_view inside = name.substr(elu.size(), name.size() - elu.size() - 1);
        double slope = 0;
        const auto [end, error] = std::from_chars(inside.data(), inside.data() + inside.size(), slope);
        if (error == std::errc{} && end == inside.data() + inside.size() && slope - slope == 0)
            return "max(x,0)+(" + std::string(inside) + ")*min(exp(x)-1,0)";
    }
    return "";
}

}  // namespace

const std::vector<NamedActivation>& activation_names() {
    static const std::vector<NamedActivation> names = [] {
        std::vector<NamedActivation> list{
            {"relu", "max(x,0)"},
            {"relu2", "max(x,0)^2"},
            {"relu3", "max(x,0)^3"},
            {"leaky-relu(0.1)", "x for x > 0, 0.1 x below; any slope"},
            {"abs", "|x|"},
            {"step", "1 for x > 0, else 0"},
            {"sign", "1 for x > 0, else -1"},
            {"erf", "erf(x)"},
            {"tanh", "tanh(x)"},
            {"sigmoid", "1/(1+e^-x)"},
            {"gelu", "x Phi(x)"},
            {"softplus", "log(1+e^x)"},
            {"swish", "x/(1+e^-x), also called silu"},
            {"sin", "sin(x)"},
            {"cos", "cos(x)"},
            {"exp", "e^x"},
            {"gaussian", "exp(-x^2/2)"},
            {"linear", "x, also called identity"},
            {"square", "x^2"},
        };
        for (int k = 2; k <= largest_exponent; ++k)
            list.push_back(
                {"he" + std::to_string(k), "probabilists' Hermite polynomial of degree " + std::to_string(k)});
        if (formulas_are_read()) {  // they are short for formulas
            list.push_back({"elu", "x for x > 0, e^x - 1 below; elu(a): a (e^x - 1)"});
            list.push_back({"selu", "1.0507 elu(1.6733): mean 0 and variance 1 of a normal x"});
        }
        list.push_back({"polynomial(0,1,0.5)", "x + 0.5 x^2; any coefficients, lowest first"});
        return list;
    }();
    return names;
}

Activation activation_named(std::string_view name) {
    if (name == "relu") return relu();
    if (const int p = numbered(name, "relu")) return relu(p);
    if (name == "abs") return absolute();
    if (name == "step") return step();
    if (name == "sign") return sign();
    if (name == "erf") return Erf{};
    if (name == "tanh") return Tanh{};
    if (name == "sigmoid") return Sigmoid{};
    if (name == "gelu") return Gelu{};
    if (name == "softplus") return Softplus{};
    if (name == "swish") return Swish{};
    if (name == "sin") return Sin{};
    if (name == "cos") return Cos{};
    if (name == "exp") return Exp{};
    if (name == "gaussian") return Gaussian{};
    if (name == "linear") return linear();
    if (name == "square") return square();
    if (const int k = numbered(name, "he")) return hermite_polynomial(k);

    if (const std::size_t open = name.find('('); open != std::string_view::npos && name.ends_with(')')) {
        const std::string_view stem = name.substr(0, open);
        const std::string_view inside = name.substr(open + 1, name.size() - open - 2);
        if (stem == "leaky-relu" || stem == "polynomial") {
            const std::vector<double> values = arguments(inside, name);
            if (stem == "polynomial") return Polynomial{values, std::string(name)};
            if (values.size() != 1)
                throw DomainError("activation", std::string(name), "leaky-relu takes one slope, as in leaky-relu(0.1)");
            return leaky_relu(values[0], std::string(name));
        }
    }
    if (const std::string meaning = spelled_out(name); !meaning.empty()) return activation_named(meaning);
    if (looks_like_expression(name) || name == "elu" || name == "selu") {
        Expression expression = Expression::parse(name);
        if (expression.polynomial()) return *expression.polynomial();
        return expression;
    }
    std::vector<std::string> known;
    for (const NamedActivation& a : activation_names()) known.push_back(a.name);
    throw DomainError(
        "activation", std::string(name),
        "no activation has this name" + did_you_mean(name, known) +
            (formulas_are_read()
                 ? " (`lazyrisk activations` lists them; an expression in x will do, as in max(x,0) - 0.1*tanh(x)^2)"
                 : " (activation_names() lists them; this build of lazyrisk, without LAZYRISK_TYPED_FORMULAS, reads no "
                   "formulas)"));
}

}  // namespace lazyrisk
