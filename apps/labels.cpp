#include "labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/version.hpp"

namespace lazyrisk::app {

std::string axis_label(const std::string& name) {
    static const char* const share = "risk over the target's energy";
    static const std::map<std::string, std::string> words{
        {"psi1", "ψ₁ = p/d"}, {"psi2", "ψ₂ = n/d"}, {"samples", "samples n"}, {"width", "width p"}, {"dim", "dimension d"},
        {"alpha", "α = log n / log d"}, {"beta", "β = log p / log d"},
        {"log_samples", "log n / log d"}, {"log_width", "log p / log d"}, {"width_over_samples", "p/n"}, {"samples_over_width", "n/p"},
        {"dim_over_samples", "d/n"}, {"time", "training time t"}, {"steps", "gradient steps"}, {"step-size", "step size"},
        {"ridge", "ridge"}, {"noise", "noise variance"}, {"ensemble", "members of the ensemble"},
        {"rho", "N/d"}, {"nn", share}, {"nt", share}, {"nt_activation", share}, {"rf", share},
        {"gap_own", "largest gap to the own linearization"}, {"gap_kernel", "largest gap to infinite width"},
        {"gap_kernel_end", "gap to infinite width at the end"}, {"motion", "relative motion of the weights"},
        {"network_test", "test error"}, {"linear_test", "test error"}, {"kernel_test", "test error"},
        {"network_train", "training error"}, {"linear_train", "training error"}, {"kernel_train", "training error"},
        {"eigenvalue", "eigenvalue"}, {"density_of_log", "density of log eigenvalues"}, {"degree", "degree k"},
        {"mass", "mass (multiplicity times eigenvalue)"}};
    if (const auto found = words.find(name); found != words.end()) return found->second;
    std::string text = name;
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

std::string parameters(const Question& q, const std::vector<Sweep>& sweeps) {
    std::string text;
    const auto add = [&](const std::string& field, const std::string& words) {
        const bool swept = std::any_of(sweeps.begin(), sweeps.end(), [&](const Sweep& s) { return s.field == field; });
        if (!swept && !words.empty()) text += (text.empty() ? "" : ", ") + words;
    };
    const auto size = [](const char* letter, const std::optional<double>& value) {
        return value ? fmt::format("{} = {}", letter, to_text(*value)) : std::string();
    };
    if (!q.spectrum.empty()) add("spectrum", "spectrum " + q.spectrum);
    else if (q.has_mass) add("mass", q.model + ", mass " + to_text(q.mass));
    else add("activation", q.model + (uses_activation(q) ? ", " + q.activation : ""));
    for (const auto& [name, value] : settings_of(q)) add(name, name + " " + value);
    if (q.scale != 1) add("scale", "scale " + to_text(q.scale));
    if (q.scale_width) add("scale-width", "scale of the width " + to_text(*q.scale_width));
    if (q.spectrum.empty()) add("dim", is_infinite(q.dim) ? "d = ∞" : "d = " + to_text(q.dim));
    add("samples", size("n", q.samples));
    add("width", size("p", q.width));
    add("alpha", q.alpha ? fmt::format("n = d^{}", to_text(*q.alpha)) : "");
    add("beta", q.beta ? fmt::format("p = d^{}", to_text(*q.beta)) : "");
    add("psi1", size("ψ₁", q.psi1));
    add("psi2", size("ψ₂", q.psi2));
    const std::string convention(to_text(q.ridge_convention));
    add("ridge", q.optimal_ridge ? "optimal ridge" : fmt::format("ridge {} ({})", to_text(q.ridge), convention));
    if (text.find("ridge") == std::string::npos) text += ", ridge convention " + convention;
    add("time", q.optimal_time ? "optimal time" : q.time ? "t = " + to_text(*q.time) : "");
    add("step-size", q.step_size ? "step " + to_text(*q.step_size) : "");
    add("steps", q.steps ? to_text(*q.steps) + " steps" : "");
    if (!q.neuron.empty()) add("target", "target neuron(" + q.neuron + ")");
    else if (q.spectrum.empty()) add("energy", "energy " + to_text(q.energy));
    add("noise", "noise " + to_text(q.noise));
    if (q.ensemble > 1) add("ensemble", fmt::format("ensemble of {}", q.ensemble));
    return text + fmt::format("; lazyrisk {}", version);
}

namespace {

/// "" for 1, "²", "³", "¹⁰".
std::string power(int l) {
    static const char* const digit[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string text;
    for (int rest = l; l != 1 && rest > 0; rest /= 10) text = digit[rest % 10] + text;
    return text;
}

}  // namespace

std::vector<Mark> marks(const Question& q, const Sweep& along) {
    const auto at = [](const std::optional<double>& value) {
        return value && !is_infinite(*value) ? std::vector<Mark>{{*value, "p = n"}} : std::vector<Mark>{};
    };
    const bool plain = q.dim == infinite<> || !q.spectrum.empty();
    if (along.field == "alpha" || along.field == "beta") {
        // where a size is a whole power of d: the steps
        std::vector<Mark> steps;
        const auto [low, high] = std::minmax_element(along.values.begin(), along.values.end());
        for (int l = int(std::ceil(*low)); l <= int(*high); ++l)
            if (l > 0) steps.push_back({double(l), std::string(along.field == "alpha" ? "n" : "p") + " = d" + power(l)});
        return steps;
    }
    if (along.field == "psi1") return q.psi2 ? at(q.psi2) : !plain && q.samples ? at(*q.samples / q.dim) : at({});
    if (along.field == "psi2") return q.psi1 ? at(q.psi1) : !plain && q.width ? at(*q.width / q.dim) : at({});
    if (along.field == "width") return q.samples ? at(q.samples) : q.psi2 ? at(*q.psi2 * q.dim) : at({});
    if (along.field == "samples") return q.width ? at(q.width) : q.psi1 ? at(*q.psi1 * q.dim) : at({});
    return {};
}

}  // namespace lazyrisk::app
