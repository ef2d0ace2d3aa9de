// Numbers from elsewhere beside the theory: made by the simulator, so that what is wrong with them is known.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "program.hpp"

namespace {

/// A table of the simulated test errors (or excess risks) of a few widths at this total ridge.
std::string measured(const std::string& ridge, const std::string& more = "", double subtracted = 0) {
    const ProgramResult ran = lazyrisk("simulate --dim 20 --samples 100 --noise 0.1 --no-store --trials 60 --test-points 500 --quiet --format json "
                                       "--sweep width=20,50,100,400 --ridge " + ridge + " " + more);
    REQUIRE(ran.status == 0);
    std::ostringstream table;
    table << (subtracted > 0 ? "width,excess_risk" : "width,test_error") << ",standard_error,trials\n";
    for (const auto& point : nlohmann::json::parse(ran.out))
        table << point["width"] << "," << point["test_error"]["mean"].get<double>() - subtracted << "," << point["test_error"]["standard_error"] << ",60\n";
    return table.str();
}

const std::string problem = "compare --dim 20 --samples 100 --noise 0.1 --measured ";

}  // namespace

TEST_SUITE("apps/own_numbers") {

TEST_CASE("[identity] numbers of the same problem agree; the excess risk is the test error less the noise") {
    const ScratchFolder folder;
    const std::string total = folder.file("total.csv", measured("0.5")), excess = folder.file("excess.csv", measured("0.5", "", 0.1));
    const ProgramResult same = lazyrisk(problem + total + " --ridge 0.5 --format json");
    CHECK(same.status == 0);
    CHECK(same.error.find("theory and simulation agree") != std::string::npos);
    const auto rows = nlohmann::json::parse(same.out), others = nlohmann::json::parse(lazyrisk(problem + excess + " --ridge 0.5 --format json").out);
    REQUIRE(rows.size() == 4);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(rows[i]["verdict"] == "agrees");
        CHECK(rows[i]["z"].get<double>() == doctest::Approx(others[i]["z"].get<double>()).epsilon(1e-6));
        // the same theory as risk has
        const auto alone = nlohmann::json::parse(lazyrisk("risk --dim 20 --samples 100 --noise 0.1 --ridge 0.5 --format json --width " +
                                                          rows[i]["width"].dump()).out);
        CHECK(rows[i]["theory"] == alone["test_error"]);
    }
}

TEST_CASE("[identity] a wrong factor of the ridge is found and named") {
    const ScratchFolder folder;
    // these numbers have the total ridge 0.5; whoever measured them wrote it otherwise
    const std::string file = folder.file("own.csv", measured("0.5"));
    const auto nearest = [&](const std::string& ridge) {
        const ProgramResult r = lazyrisk(problem + file + " --ridge " + ridge);
        CHECK(r.status == 4);
        const std::size_t table = r.out.find("verdict", r.out.find("total ridge times"));
        REQUIRE(table != std::string::npos);
        const std::size_t line = r.out.find('\n', table) + 1;
        return r.out.substr(line, r.out.find('\n', line) - line);
    };
    const std::string mean = nearest("0.005");  // n = 100 samples
    CHECK(mean.find("--ridge-convention mean") != std::string::npos);
    CHECK(mean.find("agrees") != std::string::npos);
    CHECK(nearest("0.1").find("--ridge-convention mei-montanari") != std::string::npos);  // n/d = 5
    // features without p^(-1/2): a ridge of 0.5 for each p is written as 0.5 p
    std::string raw = "ridge,";
    std::stringstream lines(measured("0.5"));
    std::string line;
    std::getline(lines, line);
    raw += line + "\n";
    while (std::getline(lines, line)) raw += std::to_string(0.5 * std::stod(line)) + "," + line + "\n";
    const ProgramResult r = lazyrisk(problem + folder.file("raw.csv", raw));
    CHECK(r.status == 4);
    CHECK(r.out.find("1/p") < r.out.find("features without the factor p^(-1/2)"));
    CHECK(r.out.find("features without the factor p^(-1/2)") < r.out.find("disagrees", r.out.find("total ridge times")));
}

TEST_CASE("[identity] label noise forgotten on the test points is found") {
    const ScratchFolder folder;
    std::string text = measured("0.5", "", 0.1);
    text.replace(text.find("excess_risk"), 11, "test_error");
    const ProgramResult r = lazyrisk(problem + folder.file("own.csv", text) + " --ridge 0.5");
    CHECK(r.status == 4);
    CHECK(r.out.find("as given; no label noise on the test points") != std::string::npos);
}

}
