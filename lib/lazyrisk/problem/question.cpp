#include "lazyrisk/problem/question.hpp"

#include <charconv>
#include <cmath>

#include "lazyrisk/error.hpp"

namespace lazyrisk {

double parse_number(std::string_view field, std::string_view text) {
    if (text == "inf" || text == "infinity" || text == "+inf" || text == "Inf") return infinite<>;
    std::string_view digits = text;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error == std::errc::result_out_of_range)
        throw DomainError(std::string(field), std::string(text), "outside the range of a double");
    if (error != std::errc{} || end != digits.data() + digits.size() || std::isnan(value) || std::isinf(value))
        throw DomainError(std::string(field), "\"" + std::string(text) + "\"", "expected a number, or inf");
    return value;
}

ByDegree parse_by_degree(std::string_view field, std::string_view text) {
    const std::string name(field);
    const auto wrong = [&](std::string_view piece) {
        return DomainError(name, "\"" + std::string(piece) + "\"", "expected degree=value pairs, as in 1=1,2=0.5,rest=0.1");
    };
    ByDegree parts;
    std::string_view left = text;
    while (true) {
        const std::size_t comma = left.find(',');
        const std::string_view piece = left.substr(0, comma);
        const std::size_t equals = piece.find('=');
        if (equals == std::string_view::npos) throw wrong(piece);
        const std::string_view key = piece.substr(0, equals);
        const double value = parse_number(name + "." + std::string(key), piece.substr(equals + 1));
        if (!(value >= 0) || std::isinf(value))
            throw DomainError(name + "." + std::string(key), to_text(value), "expected a finite number, at least 0");
        if (key == "rest") {
            parts.rest = value;
        } else {
            int degree = -1;
            const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), degree);
            if (error != std::errc{} || end != key.data() + key.size() || degree < 0 || degree > 2000) throw wrong(piece);
            if (!parts.at.emplace(degree, value).second)
                throw DomainError(name, "\"" + std::string(text) + "\"", "degree " + std::string(key) + " is given twice");
        }
        if (comma == std::string_view::npos) return parts;
        left.remove_prefix(comma + 1);
    }
}

std::string to_text(const ByDegree& parts) {
    std::string text;
    for (const auto& [degree, value] : parts.at) text += (text.empty() ? "" : ",") + std::to_string(degree) + "=" + to_text(value);
    if (parts.rest != 0) text += (text.empty() ? "rest=" : ",rest=") + to_text(parts.rest);
    return text;
}

Activation activation_of(const Question& question) { return activation_named(question.activation); }

Target<> target_of(const Question& question) {
    return {{question.energy.at.begin(), question.energy.at.end()}, question.energy.rest};
}

Setting setting(const Question& q) {
    const bool kernel = q.model == "kernel";
    if (kernel && ((q.width && *q.width != infinite<>) || (q.psi1 && *q.psi1 != infinite<>)))
        throw DomainError(q.width ? "width" : "psi1", to_text(q.width ? *q.width : *q.psi1),
                          "a kernel has infinite width; use --model random-features, or leave it out");
    const auto positive = [](const char* name, double value) {
        if (!(value > 0)) throw DomainError(name, value, "a size is a number above 0, or inf");
        return value;
    };
    const auto size = [&](const char* name, const char* ratio_name, const std::optional<double>& count,
                          const std::optional<double>& ratio) {
        if (!q.spectrum.empty()) {
            if (ratio) throw DomainError(ratio_name, to_text(*ratio), "a given spectrum has no dimension; use --" + std::string(name));
            if (!count) throw DomainError("--" + std::string(name) + " is missing: with --spectrum give --" + name + " (inf is allowed)");
            return positive(name, *count);
        }
        if (q.dim == infinite<>) {
            if (count && *count != infinite<>)
                throw DomainError(name, to_text(*count), "needs --dim; without it the limit d -> infinity is meant, with --" +
                                                             std::string(ratio_name) + " for the size over d");
            if (!ratio && !count)
                throw DomainError("--" + std::string(ratio_name) + " is missing: the limit d -> infinity needs --psi1 = p/d and "
                                  "--psi2 = n/d (inf is allowed), or give --dim with --samples and --width");
            return ratio ? positive(ratio_name, *ratio) : infinite<>;
        }
        if (count) return positive(name, *count);
        if (!ratio)
            throw DomainError("--" + std::string(name) + " is missing: with --dim give --" + name + " or --" + ratio_name +
                              " (inf is allowed)");
        positive(ratio_name, *ratio);
        return is_infinite(*ratio) ? *ratio : std::max(1.0, std::round(*ratio * q.dim));
    };
    Setting s{};
    s.samples = size("samples", "psi2", q.samples, q.psi2);
    s.width = kernel ? infinite<> : size("width", "psi1", q.width, q.psi1);
    if (q.spectrum.empty()) {
        const double unit = q.dim == infinite<> ? 1 : q.dim;
        s.psi1 = s.width / unit;
        s.psi2 = s.samples / unit;
    }
    return s;
}

}  // namespace lazyrisk
