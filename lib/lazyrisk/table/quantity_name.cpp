// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/table/quantity_name.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <map>
#include <tuple>
#include <utility>

#include "lazyrisk/table/latex_text.hpp"
#include "lazyrisk/table/rounded.hpp"

namespace lazyrisk {
namespace {

using Kind = QuantityName::Kind;

const std::map<std::string, QuantityName, std::less<>>& known() {
    static const std::map<std::string, QuantityName, std::less<>> table{
        {"dim", {"d", "d", "input dimension", "", Kind::given}},
        {"samples", {"n", "n", "samples", "", Kind::given}},
        {"width", {"p", "p", "width", "", Kind::given}},
        {"psi1", {"\\psi_1", "ψ₁", "p/d", "", Kind::given}},
        {"psi2", {"\\psi_2", "ψ₂", "n/d", "", Kind::given}},
        {"alpha", {"\\alpha", "α", "log n / log d", "", Kind::given}},
        {"beta", {"\\beta", "β", "log p / log d", "", Kind::given}},
        {"rho", {"N/d", "N/d", "neurons over dimension", "", Kind::given}},
        {"scale", {"", "", "scale", "", Kind::given}},
        {"scale_width", {"", "", "scale of the width", "", Kind::given}},
        {"ridge", {"\\lambda", "λ", "ridge", "", Kind::given}},
        {"noise", {"\\tau^2", "τ²", "noise variance", "", Kind::given}},
        {"time", {"t", "t", "training time", "", Kind::given}},
        {"steps", {"", "", "steps", "", Kind::given}},
        {"step", {"", "", "step", "", Kind::given}},
        {"step_size", {"\\eta", "η", "step size", "", Kind::given}},
        {"ensemble", {"K", "K", "predictors averaged", "", Kind::given}},
        {"flip", {"\\varepsilon", "ε", "share of flipped labels", "", Kind::given}},
        {"trials", {"", "", "trials", "", Kind::given}},
        {"seed", {"", "", "seed", "", Kind::given}},
        {"test_points", {"", "", "test points", "", Kind::given}},
        {"degree", {"k", "k", "degree", "", Kind::given}},
        {"energy.rest", {"E_{\\mathrm{rest}}", "E(rest)", "energy never learned", "", Kind::given}},
        {"mass.rest", {"M_{\\mathrm{rest}}", "M(rest)", "mass of the tail", "", Kind::given}},
        {"test_error", {"R", "R", "test error"}},
        {"excess_risk", {"R-\\tau^2", "R − τ²", "excess risk"}},
        {"bias", {"", "", "bias"}},
        {"variance", {"", "", "variance"}},
        {"train_error", {"R_{\\mathrm{train}}", "R(train)", "training error"}},
        {"effective_ridge", {"\\nu", "ν", "effective ridge"}},
        {"weight_norm", {"|a|^2", "|a|²", "squared norm of the weights"}},
        {"degrees_of_freedom", {"\\mathrm{df}_1", "df₁", "degrees of freedom"}},
        {"degrees_of_freedom_2", {"\\mathrm{df}_2", "df₂", "degrees of freedom of second order"}},
        {"exponent_n", {"-d\\log R/d\\log n", "−dlog R/dlog n", "exponent of the excess risk in samples"}},
        {"exponent_p", {"-d\\log R/d\\log p", "−dlog R/dlog p", "exponent of the excess risk in width"}},
        {"exponent_ridge", {"d\\log R/d\\log \\lambda", "dlog R/dlog λ", "exponent of the excess risk in the ridge"}},
        {"bias_exponent_n", {"-d\\log B/d\\log n", "−dlog B/dlog n", "exponent of the bias in samples"}},
        {"bias_exponent_p", {"-d\\log B/d\\log p", "−dlog B/dlog p", "exponent of the bias in width"}},
        {"bias_exponent_ridge", {"d\\log B/d\\log \\lambda", "dlog B/dlog λ", "exponent of the bias in the ridge"}},
        {"variance_exponent_n", {"-d\\log V/d\\log n", "−dlog V/dlog n", "exponent of the variance in samples"}},
        {"variance_exponent_p", {"-d\\log V/d\\log p", "−dlog V/dlog p", "exponent of the variance in width"}},
        {"variance_exponent_ridge",
         {"d\\log V/d\\log \\lambda", "dlog V/dlog λ", "exponent of the variance in the ridge"}},
        {"bias_law_n", {"", "", "law of the bias in samples"}},
        {"variance_law_n", {"", "", "law of the variance in samples"}},
        {"regime", {"", "", "regime"}},
        {"best_risk_law_n", {"", "", "law of the risk at the best ridge"}},
        {"best_ridge_growth_n", {"", "", "growth of the best ridge"}},
        {"ridge_crossover", {"", "", "samples from which the ridge decides"}},
        {"noise_crossover", {"", "", "samples where bias equals variance"}},
        {"equivalent_error", {"\\Delta", "Δ", "error of the equivalent"}},
        {"ridge_min", {"\\lambda_{\\min}", "λₘᵢₙ", "lowest ridge"}},
        {"limit_test_error", {"R_\\infty", "R∞", "test error as d → ∞"}},
        {"error_rate", {"", "", "error rate"}},
        {"clean_error_rate", {"", "", "clean error rate"}},
        {"test_loss", {"", "", "test loss"}},
        {"train_loss", {"", "", "training loss"}},
        {"train_error_rate", {"", "", "training error rate"}},
        {"overlap", {"m", "m", "overlap"}},
        {"prediction_variance", {"q", "q", "variance of the prediction"}},
        {"margin", {"\\kappa", "κ", "margin"}},
        {"support", {"", "", "share of support vectors"}},
        {"separability", {"h", "h", "threshold of separability"}},
        {"threshold_samples", {"", "", "samples at the threshold"}},
        {"threshold_width", {"", "", "width at the threshold"}},
        {"effective_width", {"", "", "effective width"}},
        {"calibration_error", {"", "", "calibration error"}},
        {"calibration_slope", {"", "", "calibration slope"}},
        {"best_temperature", {"T", "T", "best temperature"}},
        {"oracle_error", {"", "", "oracle error"}},
        {"test_error_sd", {"", "", "std. deviation of the test error"}},
        {"class_error", {"", "", "classification error"}},
        {"class_error_sd", {"", "", "std. deviation of the classification error"}},
        {"noisy_class_error", {"", "", "classification error on noisy labels"}},
        {"train_class_error", {"", "", "training classification error"}},
        {"seconds", {"", "", "seconds"}},
        {"loo_error", {"", "", "leave-one-out error"}},
        {"loo_class_error", {"", "", "leave-one-out classification error"}},
        {"gcv", {"", "", "generalised cross-validation"}},
        {"pool", {"M", "M", "points of the pool", "", Kind::given}},
        {"kernel_scale", {"", "", "mean diagonal of the kernel", "", Kind::given}},
        {"mode", {"i", "i", "mode", "", Kind::given}},
        {"cumulative_energy", {"", "", "energy so far"}},
        {"error_part", {"", "", "part of the error"}},
        {"error_bound", {"", "", "error bound", "", Kind::bound}},
        {"error", {"", "", "error bound", "", Kind::bound}},
        {"learned", {"", "", "learned degrees"}},
        {"dead", {"", "", "dead degrees"}},
        {"sources.bias_squared", {"", "", "squared bias"}},
        {"sources.samples", {"", "", "variance of samples"}},
        {"sources.features", {"", "", "variance of features"}},
        {"sources.interaction", {"", "", "interaction"}},
        {"sources.noise_samples", {"", "", "noise, samples"}},
        {"sources.noise_features", {"", "", "noise, features"}},
        {"coefficient", {"\\lambda_{d,k}", "λ(d,k)", "coefficient"}},
        {"amplitude", {"g_k", "g(k)", "amplitude"}},
        {"eigenvalue", {"", "", "eigenvalue"}},
        {"multiplicity", {"B(d,k)", "B(d,k)", "multiplicity"}},
        {"log10_multiplicity", {"\\log_{10}B(d,k)", "log₁₀ B(d,k)", "logarithm of the multiplicity"}},
        {"log10_eigenvalue", {"\\log_{10}\\xi_k", "log₁₀ ξ(k)", "logarithm of the eigenvalue"}},
        {"hermite", {"\\mu_k/\\sqrt{k!}", "μ(k)/√k!", "limit of the amplitude"}},
        {"mu_star_squared", {"\\mu_*^2", "μ⋆²", "mass above degree 1"}},
        {"mass", {"", "", "mass"}},
        {"left", {"", "", "left edge"}},
        {"right", {"", "", "right edge"}},
        {"count", {"", "", "eigenvalues"}},
        {"density", {"", "", "density"}},
        {"histogram", {"", "", "histogram"}},
        {"theory", {"", "", "theory"}},
        {"share", {"", "", "drawn share"}},
        {"measured", {"", "", "measured"}},
        {"motion", {"", "", "motion"}},
        {"z", {"z", "z", "deviation in standard errors", "", Kind::score}},
        {"relative_deviation", {"", "", "rel. dev.", "", Kind::share}},
        {"p_value", {"", "", "p value", "", Kind::share}},
        {"adjusted_p_value", {"", "", "adjusted p value", "", Kind::share}},
        {"gap_own", {"", "", "gap (own)"}},
        {"gap_kernel", {"", "", "gap (kernel)"}},
        {"gap_kernel_end", {"", "", "gap (kernel, end)"}},
        {"network_test", {"R", "R", "test error", "network"}},
        {"linear_test", {"R", "R", "test error", "linear"}},
        {"kernel_test", {"R", "R", "test error", "kernel"}},
        {"network_train", {"R_{\\mathrm{train}}", "R(train)", "training error", "network"}},
        {"linear_train", {"R_{\\mathrm{train}}", "R(train)", "training error", "linear"}},
        {"kernel_train", {"R_{\\mathrm{train}}", "R(train)", "training error", "kernel"}},
        {"nn", {"", "", "network"}},
        {"nt", {"", "", "tangent (limit)"}},
        {"nt_finite", {"", "", "tangent"}},
        {"nt_activation", {"", "", "tangent of s"}},
        {"rf", {"", "", "features"}},
        {"rf_limit", {"", "", "features (limit)"}}};
    return table;
}

/// "ridge=0.001", the head of a pivoted column.
QuantityName at_value(std::string_view field, const std::string& value) {
    QuantityName name = quantity_name(field);
    char* end = nullptr;
    const double number = std::strtod(value.c_str(), &end);
    const bool numeric = end != value.c_str() && *end == '\0';
    const Rounded given = numeric ? as_given(number) : Rounded{};
    const std::string plain = numeric ? plain_number(given) : value;
    const std::string latex = !numeric                                ? "\\text{" + latex_text(value) + "}"
                              : given.infinite()                      ? "\\infty"
                              : given.exponent && given.digits == "1" ? "10^{" + std::to_string(*given.exponent) + "}"
                              : given.exponent                        ? "\\num{" + siunitx_input(given) + "}"
                                                                      : given.digits;
    if (!name.symbol.empty()) name.symbol += " = " + latex, name.letters += " = " + plain;
    name.words += " " + plain;
    name.kind = Kind::computed;
    return name;
}

QuantityName words_of(std::string_view column) {
    std::string words(column);
    std::replace(words.begin(), words.end(), '_', ' ');
    return {"", "", words, "", Kind::given};  // an option of some model, most likely
}

/// "energy.3" and the like.
QuantityName of_degree(const std::string& symbol, const std::string& letter, const std::string& words,
                       std::string_view degree, Kind kind) {
    const std::string k(degree);
    const bool simple = k.size() == 1 && std::isdigit(static_cast<unsigned char>(k[0]));
    static const char* const below[] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};
    return {symbol + "_{" + k + "}", simple ? letter + below[k[0] - '0'] : letter + "(" + k + ")",
            words + " in degree " + k, "", kind};
}

}  // namespace

QuantityName quantity_name(std::string_view column) {
    const auto without = [&](std::string_view ending) { return column.substr(0, column.size() - ending.size()); };
    if (const auto found = known().find(column); found != known().end()) return found->second;
    for (const auto& [ending, words] : {std::pair{".mean", ""},
                                        {".standard_error", ", std. error"},
                                        {".median", ", median"},
                                        {".median_low", ", median, lower end"},
                                        {".median_high", ", median, upper end"}})
        if (column.ends_with(ending)) {
            QuantityName name = quantity_name(without(ending));
            name.words += words;
            return name;
        }
    constexpr std::string_view simulation = "simulation.", simulated = "_simulated";
    if (column.starts_with(simulation) || column.ends_with(simulated)) {
        QuantityName name =
            quantity_name(column.starts_with(simulation) ? column.substr(simulation.size()) : without(simulated));
        name.qualifier = "simulation";
        return name;
    }
    for (const std::string_view whose : {"network.", "kernel.", "linearization."})
        if (column.starts_with(whose)) {
            QuantityName name = quantity_name(column.substr(whose.size()));
            name.qualifier = whose.substr(0, whose.size() - 1);
            return name;
        }
    for (const auto& [head, letter, words, kind] : {std::tuple("energy.", "E", "energy", Kind::given),
                                                    {"mass.", "M", "mass", Kind::given},
                                                    {"learnability.", "L", "learned share", Kind::computed}})
        if (column.starts_with(head))
            return of_degree(letter, letter, words, column.substr(std::string_view(head).size()), kind);
    if (column.size() == 4 && column.starts_with("mu_"))
        return of_degree("\\mu", "μ", "Hermite coefficient", column.substr(3), Kind::computed);
    if (column.starts_with("z_")) {  // of another quantity than the test error
        QuantityName name = quantity_name(column.substr(2));
        return {"", "", "z of the " + name.words, "", Kind::score};
    }
    if (const std::size_t equals = column.find('='); equals != std::string_view::npos)
        return at_value(column.substr(0, equals), std::string(column.substr(equals + 1)));
    return words_of(column);
}

std::string latex_head(const QuantityName& name) {
    if (name.symbol.empty())
        return latex_text(name.words + (name.qualifier.empty() ? "" : " (" + name.qualifier + ")"));
    return "$" + name.symbol + "$" + (name.qualifier.empty() ? "" : " (" + latex_text(name.qualifier) + ")");
}

std::string plain_head(const QuantityName& name) {
    return (name.letters.empty() ? name.words : name.letters) +
           (name.qualifier.empty() ? "" : " (" + name.qualifier + ")");
}

}  // namespace lazyrisk
