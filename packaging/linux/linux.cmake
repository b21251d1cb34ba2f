# The files that make a program known to a Linux desktop, and the distributions' packages.
set(id io.github.reasonglass.Reasonglass)
set(linux ${CMAKE_CURRENT_LIST_DIR})

install(FILES ${linux}/${id}.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES ${linux}/${id}.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
install(FILES ${PROJECT_SOURCE_DIR}/resources/icons/reasonglass.svg
    DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps
    RENAME ${id}.svg)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/reasonglass
    RENAME copyright)

find_program(DPKG_DEB dpkg-deb)
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps)
find_program(RPMBUILD rpmbuild)
mark_as_advanced(DPKG_DEB DPKG_SHLIBDEPS RPMBUILD)
if(DPKG_DEB AND DPKG_SHLIBDEPS)
    set(CPACK_GENERATOR DEB)
elseif(RPMBUILD)
    set(CPACK_GENERATOR RPM)
endif()
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "Reasonglass sends a question to a reasoning model, shows its reasoning and its answer as they
arrive, and keeps the complete record in a local library that can be searched, replayed and
exported without a network.")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Plugins, which nothing links to and shlibdeps therefore cannot see.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libqt6sql6-sqlite")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "qt6-wayland, gnome-keyring | kwalletmanager")

set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_LICENSE MIT)
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
    /usr/share/applications /usr/share/metainfo /usr/share/icons /usr/share/icons/hicolor
    /usr/share/icons/hicolor/scalable /usr/share/icons/hicolor/scalable/apps)
