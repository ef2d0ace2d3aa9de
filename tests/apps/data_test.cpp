// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Real data from the command line, by files of one's own.
#include <doctest/doctest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "nearly.hpp"
#include "program.hpp"

namespace {

using Json = nlohmann::json;

constexpr std::array classes{"across", "down", "slanted"};

/// Noisy bars of 6 x 6 pixels in three classes, the label first.
std::string bars(int points) {
    std::mt19937_64 random(7);
    std::normal_distribution<double> normal;
    std::ostringstream text;
    text.precision(17);
    for (int i = 0; i < points; ++i) {
        text << classes[std::size_t(i % 3)];
        for (int row = 0; row < 6; ++row)
            for (int column = 0; column < 6; ++column) {
                const int at = i % 3 == 0 ? row : i % 3 == 1 ? column : row + column;
                text << ',' << (at % 3 == i / 3 % 3 ? 0.8 : 0.2) + 0.4 * normal(random);
            }
        text << '\n';
    }
    return text.str();
}

/// Grey images of 6 x 6 pixels, without labels: byte by byte an idx file, or with a label before each a csv of them.
struct Images {
    std::string idx{'\0', '\0', '\x08', '\x03'}, table;
    explicit Images(int points) {
        for (const int size : {points, 6, 6}) idx += std::string(3, '\0') + char(size);
        std::ostringstream text;
        text.precision(17);
        for (int i = 0; i < points; ++i) {
            text << (i % 2 == 0 ? "even" : "odd");
            for (int pixel = 36 * i; pixel < 36 * (i + 1); ++pixel) {
                idx += char(pixel * pixel % 251);
                text << ',' << pixel * pixel % 251 / 255.0;
            }
            text << '\n';
        }
        table = text.str();
    }
};

Json told(const std::string& arguments) {
    const ProgramResult r = lazyrisk(arguments + " --format json --quiet");
    CAPTURE(arguments);
    CAPTURE(r.error);
    REQUIRE(r.status == 0);
    return Json::parse(r.out);
}

}  // namespace

TEST_SUITE("apps/data") {
    TEST_CASE("[identity] described, predicted, and the same from its kernel matrix") {
        const ScratchFolder folder;
        const std::string data = folder.file("bars.csv", bars(90));
        std::string labels;
        for (int i = 0; i < 90; ++i) labels += std::string(classes[std::size_t(i % 3)]) + "\n";
        const std::string own = folder.file("labels.txt", labels), matrix = folder.file("K.npy");
        const Json about = told("data " + data);
        CHECK(about.at("count") == 90);
        CHECK(about.at("dimension") == 36);
        CHECK(about.at("class").at("down") == 30);
        const std::string kernel = " --kernel 'ntk(depth=2)'";
        const Json by_points = told("predict --data " + data + kernel + " --samples 30");
        CHECK(lazyrisk("gram --data " + data + kernel + " --output " + matrix + " --quiet").status == 0);
        const Json by_matrix = told("predict --gram " + matrix + " --labels-file " + own + " --samples 30");
        CHECK(by_matrix.at("test_error").get<double>() == nearly(by_points.at("test_error"), 1e-12));
        CHECK(by_points.at("method") == "site");
        CHECK(by_points.at("pool") == 90);
        for (const char* column :
             {"test_error", "class_error", "bias", "variance", "loo_error", "loo_class_error", "gcv", "kernel_scale"})
            CHECK(by_points.at(column).is_number());
        CHECK(by_points.at("data_checksum").get<std::string>().size() == 16);
        CHECK(told("predict --data " + data + kernel + " --beyond 200").at(1).at("method") == "beyond");
        const Json modes = told("spectrum --data " + data + kernel + " --samples 30 --modes 4");
        CHECK(modes.size() == 4);
        CHECK(modes.at(3).at("mode") == 4);
    }

    TEST_CASE("[identity] compare agrees, simulate tells what it saw, their pictures are there") {
        const ScratchFolder folder;
        const std::string data =
            "--data " + folder.file("bars.csv", bars(90)) + " --kernel 'rbf(gamma=0.1)' --ridge 0.01 --no-store ";
        const Json compared =
            told("compare " + data + "--sweep samples=20,45 --trials 60 --plot " + folder.file("c.svg"));
        CHECK(compared.at(1).at("verdict") != "disagrees");
        CHECK(folder.read("c.svg").find("<svg") != std::string::npos);
        const Json seen = told("simulate " + data + "--samples 45 --trials 60");
        CHECK(seen.at("test_error").at("mean") == compared.at(1).at("simulation").at("test_error").at("mean"));
        const ProgramResult r = lazyrisk("predict " + data + "--samples 30 --per-image " + folder.file("p.csv") +
                                         " --hardest " + folder.file("h.svg"));
        CHECK(r.status == 0);
        CHECK(folder.read("p.csv").starts_with("point,label,error,bias,variance,error_probability\n"));
        CHECK(folder.read("h.svg").find("<svg") != std::string::npos);
        CHECK(lazyrisk("data " + folder.file("bars.csv") + " --plot " + folder.file("s.svg")).status == 0);
    }

    TEST_CASE("[identity] a network beside its kernel; an experiment of both") {
        const ScratchFolder folder;
        folder.file("bars.csv", bars(90));
        const Json trained = told("train --data " + folder.file("bars.csv") +
                                  " --network 'flat dense(16) relu' --samples 45 --updates 60 --trials 2 --no-store");
        CHECK(trained.at("network").at("class_error").at("mean").is_number());
        CHECK(trained.at("kernel").at("class_error").at("mean").is_number());
        const std::string experiment = folder.file("bars.toml", R"toml(title = "Bars"
[[figure]]
kind = "data"
name = "bars"
title = "Bars"
problem = {data = "bars.csv", ridge = 0.01}
  [[figure.curve]]
  label = "rbf"
  problem = {kernel = "rbf(gamma=0.1)"}
  theory = "samples=20:60:4"
  simulation = "samples=20,60"
  trials = 20
  [[figure.curve]]
  label = "network"
  network = "flat dense(16) relu"
  recipe = {updates = 50}
  simulation = "samples=20,60"
  trials = 2
)toml");
        const ProgramResult r = lazyrisk("run " + experiment + " --no-store --output " + folder.file("out"));
        CAPTURE(r.error);
        CHECK(r.status == 0);
        const std::string summary = folder.read("out/summary.md");
        CHECK(summary.find("rbf, predicted") != std::string::npos);
        CHECK(summary.find("2 networks at each of 2 sizes") != std::string::npos);
        CHECK(folder.read("out/bars-training.csv").find("network.class_error.mean") != std::string::npos);
        CHECK(folder.read("out/bars.csv").find("across") == 0);
    }

    TEST_CASE("[identity] points that only test, and flows") {
        const ScratchFolder folder;
        const std::string all = bars(150), data = folder.file("all.csv", all);
        std::size_t at = 0;
        for (int line = 0; line < 90; ++line) at = all.find('\n', at) + 1;
        const std::string train = folder.file("train.csv", all.substr(0, at)),
                          test = folder.file("test.csv", all.substr(at));
        const std::string both = "--data " + train + " --test " + test + " --kernel 'rbf(gamma=0.1)' --ridge 0.01 ";
        const Json whole = told("predict " + both);
        CHECK(whole.at("samples") == 90);
        CHECK(whole.at("method") == "site");
        CHECK(whole.at("test") == test);
        const Json seen = told("simulate " + both + "--samples 90 --trials 2 --no-store");
        CHECK(seen.at("test_error").at("mean").get<double>() == nearly(whole.at("test_error").get<double>(), 1e-8));
        CHECK(told("compare " + both + "--samples 40 --trials 60 --no-store").at("verdict") != "disagrees");
        CHECK(lazyrisk("predict " + both + "--hardest " + folder.file("h.svg")).status == 0);
        CHECK(folder.read("h.svg").find("<svg") != std::string::npos);
        const Json trained = told("train --data " + train + " --test " + test + " --test-count 30" +
                                  " --network 'flat dense(8) relu' --samples 90 --updates 30 --trials 2 --no-store");
        CHECK(trained.at("test_count") == 30);
        refused("spectrum " + both, "modes are those of the points that train");
        refused("predict " + both + "--width 20", "leave out --test");
        refused("predict " + both + "--samples 91", "there are 90 points to learn from");
        refused("predict --data " + data + " --test-count 3", "give --test");
        const std::string flow = "--data " + data + " --kernel 'rbf(gamma=0.1)' --samples 60 --method population ";
        const Json times = told("predict " + flow + "--sweep time=1,30,inf");
        CHECK(times.at(0).at("test_error") > times.at(1).at("test_error"));
        CHECK(times.at(2).at("test_error") == told("predict " + flow).at("test_error"));
        CHECK(told("compare " + flow + "--time 30 --trials 60 --tolerance 0.06 --no-store").at("verdict") !=
              "disagrees");
        const ProgramResult by_site = lazyrisk("predict --data " + data + " --samples 60 --time 3");
        CHECK(by_site.status == 1);
        CHECK(by_site.error.find("give --method population") != std::string::npos);
        refused("predict " + flow + "--time 3 --intercept", "intercept");
    }

    TEST_CASE("[identity] points without labels are described and have a kernel matrix, that of the same with labels") {
        const ScratchFolder folder;
        const Images images(12);
        const std::string alone = folder.file("points.idx", images.idx),
                          labelled = folder.file("points.csv", images.table);
        const Json about = told("data " + alone + " --plot " + folder.file("sheet.svg")),
                   with_labels = told("data " + labelled);
        CHECK(about.at("count") == 12);
        CHECK(about.at("shape") == "6 x 6");
        CHECK_FALSE(about.contains("class"));
        CHECK_FALSE(about.contains("outputs"));
        CHECK(with_labels.at("class").at("odd") == 6);
        CHECK(about.at("participation") == with_labels.at("participation"));
        CHECK(folder.read("sheet.svg").find("<title>point 1</title>") != std::string::npos);
        for (const auto& [data, matrix] : {std::pair{alone, "alone.npy"}, {labelled, "labelled.npy"}})
            CHECK(lazyrisk("gram --data " + data + " --kernel 'rbf(gamma=0.1)' --quiet --output " + folder.file(matrix))
                      .status == 0);
        CHECK(folder.read("alone.npy").size() > 12 * 12 * 8);
        CHECK(folder.read("alone.npy") == folder.read("labelled.npy"));
        refused("predict --samples 5 --data " + alone, "have no labels; name a file of them");
        refused("data " + alone + " --classes even,odd", "have no labels to choose by");
    }

    TEST_CASE("[refusals] a sentence for each wrong question") {
        const ScratchFolder folder;
        const std::string data = "--data " + folder.file("bars.csv", bars(30));
        refused("predict --samples 10", "--data is missing");
        refused("predict --data nowhere.npy", "nowhere.npy");
        refused("predict " + data + " --kernel 'ntk(dept=3)'", "did you mean depth?");
        refused("predict " + data + " --samples 10 --noise 1 --flip 0.1", "given both");
        refused("predict " + data + " --samples 10 --quantity rubbish", "test_error");
        refused("predict " + data + " --sweep kernel=linear,ntk --plot " + folder.file("x.svg"), "no axis");
        refused("compare " + data + " --samples 10 --activation tanh", "--activation does not belong to real data");
        refused("compare " + data + " --samples 10 --test-points 5", "--test-points does not belong to real data");
        refused("compare " + data + " --trials 2", "--samples is missing");
        for (const std::string& question : {data + " --samples 10", std::string("--psi1 1 --psi2 2 --dim 10")})
            refused("compare " + question + " --trials 2 --tolerance -1", "a relative deviation of at least 0");
        refused("predict --data " + folder.file("empty.csv", ""), "it is empty; expected an idx, npy or csv file");
        refused("train --network 'flat dense(4) relu'", "give --data");
        refused("train " + data + " --samples 10 --steps 5", "--steps does not belong");
        refused("spectrum --modes 3", "--modes belongs to real data");
        refused("gram " + data, "--output is missing");
        refused("predict --data mixture(2)", "");
    }
}
