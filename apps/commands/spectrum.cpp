// lazyrisk spectrum: a row a degree, then the tail.
#include <cmath>
#include <memory>

#include "../options.hpp"
#include "../output.hpp"
#include "commands.hpp"
#include "lazyrisk/error.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/harmonics/dimension.hpp"

namespace lazyrisk::app {
namespace {

struct Options {
    std::string activation = "relu", dim, degrees = "0:20";
    OutputOptions output;
};

/// "0:40" or "40".
std::pair<int, int> degree_range(const std::string& text) {
    const std::size_t colon = text.find(':');
    const double from = colon == std::string::npos ? 0 : parse_number("degrees", text.substr(0, colon));
    const double to = parse_number("degrees", colon == std::string::npos ? text : text.substr(colon + 1));
    if (!(from >= 0 && to >= from && to <= 2000 && from == std::floor(from) && to == std::floor(to)))
        throw DomainError("degrees", text, "expected FIRST:LAST with whole numbers, 0 <= FIRST <= LAST <= 2000");
    return {int(from), int(to)};
}

int run(const Options& o) {
    constexpr long double log_10 = 2.302585092994045684017991454684364208L;
    const TableStyle style = o.output.style();
    const Activation activation = activation_named(o.activation);
    const double d = o.dim.empty() ? infinite<> : parse_number("dim", o.dim);
    const auto [first, last] = degree_range(o.degrees);
    const Amplitudes a = decompose(activation, d, last), limit = decompose(activation, infinite<>, last);

    const std::vector<std::string> columns{"activation", "dim", "degree", "coefficient", "amplitude", "eigenvalue",
                                           "multiplicity", "log10_multiplicity", "mass", "hermite", "error"};
    std::vector<Row> rows;
    const long double inverse_d = inverse_dimension<long double>(d);
    long double log_multiplicity = 0, multiplicity = 1;
    for (int k = 0; k <= last; ++k) {
        const std::size_t i = std::size_t(k);
        const long double g = a.value[i], mass = g * g;
        if (k >= first) {
            // in the limit the multiplicity is infinite beyond the constant, and coefficient and eigenvalue vanish
            const bool flat = is_infinite(d) && k > 0;
            const long double sign = g < 0 ? -1 : 1;
            const double coefficient = g == 0 || flat ? 0 : double(sign * std::exp(std::log(std::abs(g)) - log_multiplicity / 2));
            const double eigenvalue = g == 0 || flat ? 0 : double(std::exp(2 * std::log(std::abs(g)) - log_multiplicity));
            rows.push_back({activation.name(), d, double(k), coefficient, double(g), eigenvalue,
                            flat ? infinite<> : double(multiplicity), flat ? infinite<> : double(log_multiplicity / log_10), double(mass),
                            double(limit.value[i]), g == 0 && a.error[i] == 0 ? 0.0 : double(a.error[i] + 0x1p-53L * std::abs(g))});
        }
        const long double ratio = is_infinite(d) ? 1 : (long double)d * multiplicity_ratio(inverse_d, k);
        log_multiplicity += std::log(ratio);
        multiplicity *= ratio;
        if (multiplicity < 0x1p60L) multiplicity = std::round(multiplicity);
    }
    rows.push_back({activation.name(), d, std::string("tail"), {}, {}, {}, {}, {}, double(a.tail), {}, double(a.tail_error + 0x1p-53L * a.tail)});

    Output out(o.output.output);
    const std::vector<std::string> wanted(columns.begin() + 2, columns.end());
    out.write(render(columns, rows, style, wanted, "Spectrum of E_w s(<w,x>)s(<w,y>) on the sphere; the row `tail` is the trace beyond"));
    out.finish();
    return answered;
}

}  // namespace

void add_spectrum(CLI::App& app, int& status) {
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("spectrum", "Eigenvalues of the kernel on the sphere, by degree");
    verb->add_option("--activation", o->activation, "a name; `lazyrisk activations` lists them")->group("Problem")->type_name("TEXT");
    verb->add_option("--dim", o->dim, "dimension d >= 2; left out: the limit d -> infinity")->group("Problem")->type_name("X");
    verb->add_option("--degrees", o->degrees, "first and last degree")->group("Problem")->type_name("FIRST:LAST");
    add_output(*verb, o->output, false);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
