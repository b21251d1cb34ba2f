# Run by CPack once the portable tree is staged: makes the AppImage of it.
cmake_minimum_required(VERSION 3.22)
set(tree ${CPACK_TEMPORARY_DIRECTORY})
set(id ${CPACK_REASONGLASS_APP_ID})
set(image ${CPACK_TEMPORARY_DIRECTORY}.squashfs)
set(result ${CPACK_TEMPORARY_DIRECTORY}.AppImage)

list(GET CPACK_BUILD_SOURCE_DIRS 1 build_folder)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${build_folder} --target appimage_runtime COMMAND_ERROR_IS_FATAL ANY)

# What desktops look for at the root of the tree.
file(COPY ${CPACK_REASONGLASS_APPIMAGE_APPRUN} ${tree}/share/applications/${id}.desktop DESTINATION ${tree})
file(COPY_FILE ${tree}/share/icons/hicolor/256x256/apps/${id}.png ${tree}/${id}.png)
file(CREATE_LINK ${id}.png ${tree}/.DirIcon SYMBOLIC)

execute_process(
    COMMAND ${CPACK_REASONGLASS_APPIMAGE_TERMS} ${tree} ${CPACK_REASONGLASS_APPIMAGE_LIBRARIES}
    COMMAND_ERROR_IS_FATAL ANY)

# Times are those of SOURCE_DATE_EPOCH where it is set.
file(REMOVE ${image})
execute_process(
    COMMAND mksquashfs ${tree} ${image} -comp zstd -Xcompression-level 15 -all-root -noappend -no-progress -quiet
    COMMAND_ERROR_IS_FATAL ANY)
execute_process(
    COMMAND cat ${CPACK_REASONGLASS_APPIMAGE_RUNTIME} ${image}
    OUTPUT_FILE ${result} COMMAND_ERROR_IS_FATAL ANY)
file(REMOVE ${image})
file(CHMOD ${result} PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_EXTERNAL_BUILT_PACKAGES ${result})
