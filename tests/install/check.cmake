# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Installs into fresh prefixes, builds other people's projects against them, runs what they and we have built.
file(REMOVE_RECURSE ${place})
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    list(JOIN ARGV " " command)
    message(FATAL_ERROR "${command}: exit status ${status}\n${output}")
  endif()
endfunction()
# refused(SENTENCE command...): the command fails and says so.
function(refused sentence)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(REGEX REPLACE "[ \n]+" " " output "${output}")
  string(FIND "${output}" "${sentence}" at)
  if(status EQUAL 0 OR at EQUAL -1)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}: exit status ${status}, and the sentence \"${sentence}\" is not in\n${output}")
  endif()
endfunction()
set(configure ${CMAKE_COMMAND} -G ${generator} -D CMAKE_CXX_COMPILER=${compiler} -D CMAKE_CXX_FLAGS=${flags} -D formulas=${formulas} -D shared=${shared})

# The theory, installed alone.
run(${CMAKE_COMMAND} --install ${build} --prefix ${place}/theory --component lazyrisk_theory)
set(of_theory ${configure} -S ${consumer}/theory -D CMAKE_PREFIX_PATH=${place}/theory)
run(${of_theory} -B ${place}/build-theory -D optional=simulate)
run(${CMAKE_COMMAND} --build ${place}/build-theory)
if(formulas)
  set(language formulas)
else()
  set(language names)
endif()
run(${place}/build-theory/theory ${language})
foreach(file LICENSE README.md CHANGELOG.md CITATION.cff)
  if(NOT EXISTS ${place}/theory/share/doc/lazyrisk/${file})
    message(FATAL_ERROR "${file} is not installed")
  endif()
endforeach()

# Parts that are not there.
set(of_all ${configure} -S ${consumer})
refused("The component \"simulate\" of lazyrisk is not installed here: cmake --install BUILD --component lazyrisk_simulate adds it."
        ${of_all} -B ${place}/build-none -D CMAKE_PREFIX_PATH=${place}/theory -D components=simulate)
refused("lazyrisk has no component \"practice\": its components are theory, simulate, expand and study."
        ${of_all} -B ${place}/build-none -D CMAKE_PREFIX_PATH=${place}/theory -D components=practice)

# Everything.
run(${CMAKE_COMMAND} --install ${build} --prefix ${place}/prefix)
if(NOT formulas)
  refused("This lazyrisk was built without its component \"study\": that takes -DLAZYRISK_TYPED_FORMULAS=ON, and GiNaC."
          ${of_all} -B ${place}/build-none -D CMAKE_PREFIX_PATH=${place}/prefix -D components=study)
endif()
run(${of_all} -B ${place}/build -D CMAKE_PREFIX_PATH=${place}/prefix)
run(${CMAKE_COMMAND} --build ${place}/build)
run(${place}/build/consumer)

# Within another project, configured alone: what it would build is built already.
run(${configure} -S ${consumer}/within -B ${place}/build-within -D source=${source} -D LAZYRISK_TYPED_FORMULAS=${formulas} -D BUILD_SHARED_LIBS=${shared})

if(formulas)
  run(${place}/build/student ${place}/prefix/share/lazyrisk/gallery)
  run(${place}/prefix/bin/lazyrisk --version)
  run(${place}/prefix/bin/lazyrisk run --list)
  foreach(file lazyrisk/gallery/README.md man/man1/lazyrisk.1 man/man1/lazyrisk-risk.1 bash-completion/completions/lazyrisk
          zsh/site-functions/_lazyrisk fish/vendor_completions.d/lazyrisk.fish)
    if(NOT EXISTS ${place}/prefix/share/${file})
      message(FATAL_ERROR "share/${file} is not installed")
    endif()
  endforeach()
endif()
