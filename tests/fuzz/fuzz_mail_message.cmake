target_sources(fuzz_mail_message PRIVATE ${CMAKE_SOURCE_DIR}/tests/unit/mail/rules.cpp)
target_include_directories(fuzz_mail_message PRIVATE ${CMAKE_SOURCE_DIR}/tests/unit/mail)
