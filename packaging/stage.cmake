# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later

# cpack runs this when all is installed and nothing packed: what Debian asks for, and no other installation does.
set(stage ${CPACK_TEMPORARY_DIRECTORY})
# The experiments come with the library's part that runs them; the program is what people run them by, and the library
# needs none.
if(IS_DIRECTORY ${stage}/program AND IS_DIRECTORY ${stage}/library/usr/share/lazyrisk)
  file(MAKE_DIRECTORY ${stage}/program/usr/share)
  file(RENAME ${stage}/library/usr/share/lazyrisk ${stage}/program/usr/share/lazyrisk)
endif()
foreach(group program library module)
  if(IS_DIRECTORY ${stage}/${group})
    string(TOUPPER ${group} upper)
    file(COPY ${CPACK_LAZYRISK_COPYRIGHT}
      DESTINATION ${stage}/${group}/usr/share/doc/${CPACK_DEBIAN_${upper}_PACKAGE_NAME}
      FILE_PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
  endif()
endforeach()
file(GLOB pages ${stage}/program/usr/share/man/man1/*.1)
if(pages)
  execute_process(COMMAND gzip -9nf ${pages} COMMAND_ERROR_IS_FATAL ANY)
endif()
