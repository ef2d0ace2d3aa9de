// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/expansion_field.hpp"

#include "lazyrisk/expand/catalogue/field_text.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"

namespace lazyrisk {
namespace {

template <class T>
void read_into(std::optional<T>& member, const std::string& name, const std::string& text) {
    T value{};
    read_field(name, text, value);
    member = std::move(value);
}
template <class T>
void read_into(T& member, const std::string& name, const std::string& text) {
    read_field(name, text, member);
}

template <class T>
std::optional<std::string> text_in(const std::optional<T>& member) {
    return member ? std::optional(field_text(*member)) : std::nullopt;
}
std::optional<std::string> text_in(const std::shared_ptr<const HermiteForm>& member) {
    return member ? std::optional(field_text(member)) : std::nullopt;
}
std::optional<std::string> text_in(const Assignments& member) {
    return member.empty() ? std::nullopt : std::optional(field_text(member));
}

template <auto member>
ExpansionField field(const char* name, const char* help, const char* value = "X") {
    return {name, help, value,
            [](ExpansionProblem& problem, const std::string& named, const std::string& text) {
                read_into(problem.*member, named, text);
            },
            [](const ExpansionProblem& problem) { return text_in(problem.*member); }};
}

}  // namespace

const std::vector<ExpansionField>& expansion_fields() {
    using P = ExpansionProblem;
    static const std::vector<ExpansionField> list{
        field<&P::quantity>("quantity", "one of the quantities alone", "QUANTITY"),
        field<&P::activation>("activation", "a name or an expression in x; left out: letters", "ACTIVATION"),
        field<&P::degrees>("degrees", "a degree or FIRST:LAST", "K"),
        field<&P::index>("index", "j of r_{k,j}", "J"),
        field<&P::power>("power", "p of max(x,0)^p"),
        field<&P::alpha>("alpha",
                         "n = d^alpha: a number, inf, FROM:TO for the letter between, or alpha (with `level`)"),
        field<&P::beta>("beta", "p = d^beta, the same"),
        field<&P::level>("level", "l: the highest degree that is learned", "L"),
        field<&P::delta>("delta", "the smaller of n and p is d^(l+delta)"),
        field<&P::gamma>("gamma", "the larger one is d^gamma times the smaller"),
        field<&P::ridge>("ridge", "its value; of regimes also 0.3*d^-0.5, d^-gamma, lambda*d^-gamma"),
        field<&P::ridge_exponent>("ridge-exponent", "g of ridge d^-g"),
        field<&P::mass>("mass", "instead of an activation: the kernel's mass by degree, 1=0.25,rest=0.09", "LIST"),
        field<&P::set>("set", "numbers for letters, a=2,c=1/2", "LIST"),
        field<&P::energy>("energy", "energy by degree, 1=1,rest=0.1", "LIST"),
        field<&P::noise>("noise", "variance of the label noise"),
        field<&P::psi1>("psi1", "p/d"),
        field<&P::psi2>("psi2", "n/d"),
        field<&P::r>("r", "psi1 = psi2 (1 + r s)"),
        field<&P::zeta>("zeta", "(ridge + mass above l)/(mass of degree l)"),
        field<&P::smaller>("smaller", "which of n and p is the smaller", "width|samples"),
        field<&P::labels>("labels", "of signs: how they come from the target", "sign|probit(D)"),
        field<&P::flip>("flip", "probability that a sign is turned, 0 to 0.5"),
        field<&P::loss>("loss", "of signs: logistic, square, squared-hinge or exponential", "LOSS"),
    };
    return list;
}

const ExpansionField& expansion_field(std::string_view name) {
    std::vector<std::string> known;
    for (const ExpansionField& one : expansion_fields()) {
        if (one.name == name) return one;
        known.push_back(one.name);
    }
    throw DomainError("no field of an expansion is called " + std::string(name) + did_you_mean(name, known));
}

}  // namespace lazyrisk
