# The AppImage: the portable tree in one file that runs itself. Needs Debian's static squashfuse; where it is missing,
# no AppImage is made.
find_path(SQUASHFUSE_INCLUDE squashfuse/squashfuse.h)
find_program(MKSQUASHFS mksquashfs)
set(static_libraries "")
foreach(name IN ITEMS squashfuse zstd lz4 lzma z)
    find_library(APPIMAGE_${name} lib${name}.a)
    mark_as_advanced(APPIMAGE_${name})
    list(APPEND static_libraries ${APPIMAGE_${name}})
endforeach()
mark_as_advanced(SQUASHFUSE_INCLUDE MKSQUASHFS)
if(NOT PORTABLE_IS_POSSIBLE OR NOT SQUASHFUSE_INCLUDE OR NOT MKSQUASHFS OR static_libraries MATCHES NOTFOUND)
    return()
endif()

# Everything but glibc, which the program itself needs too, is inside. At byte 8 stands what kind of file it is.
add_executable(appimage_runtime EXCLUDE_FROM_ALL ${linux}/appimage/runtime.cpp)
target_include_directories(appimage_runtime SYSTEM PRIVATE ${SQUASHFUSE_INCLUDE})
target_link_libraries(appimage_runtime PRIVATE ${static_libraries})
target_link_options(appimage_runtime PRIVATE -static-libstdc++ -static-libgcc)
set_target_properties(appimage_runtime PROPERTIES AUTOMOC OFF AUTOUIC OFF)
add_custom_command(TARGET appimage_runtime POST_BUILD
    COMMAND ${CMAKE_STRIP} $<TARGET_FILE:appimage_runtime>
    COMMAND sh -c "printf 'AI\\002' | dd of=\"$1\" bs=1 seek=8 conv=notrunc status=none" sh $<TARGET_FILE:appimage_runtime>
    VERBATIM)

list(APPEND CPACK_GENERATOR External)
set(CPACK_EXTERNAL_ENABLE_STAGING ON)
set(CPACK_EXTERNAL_PACKAGE_SCRIPT ${linux}/appimage/pack.cmake)
set(CPACK_REASONGLASS_APPIMAGE_RUNTIME ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/appimage_runtime)
set(CPACK_REASONGLASS_APPIMAGE_APPRUN ${linux}/appimage/AppRun)
set(CPACK_REASONGLASS_APPIMAGE_TERMS ${linux}/appimage/runtime-terms)
set(CPACK_REASONGLASS_APPIMAGE_LIBRARIES ${static_libraries})
set(CPACK_REASONGLASS_APP_ID ${app_id})
