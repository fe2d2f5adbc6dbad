package org.melange.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SummaryTest {

  @Test
  void keysKeepTheirOrderAndLaterValuesWin() {
    Summary summary =
        Summary.empty()
            .with("b", 1)
            .with("a", Map.of("x", true))
            .withAll(Summary.empty().with("b", 2).with("c", "\u00e4\n"));
    assertThat(summary.toJson()).isEqualTo("{\"b\":2,\"a\":{\"x\":true},\"c\":\"\u00e4\\n\"}");
  }

  @Test
  void runsHaveNamesOfTheirOwnThatSortByTime() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      names.add(RunId.next());
    }
    assertThat(names).hasSize(100).allMatch(name -> name.matches("\\d{8}T\\d{6}-[0-9a-f]{8}"));
  }

  @Test
  void exitCodesAreThoseThatTheHelpNames() {
    assertThat(ExitCode.values())
        .extracting(ExitCode::code)
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 130, 143);
  }

  @Test
  void aRunEndsAsItsSummarySays() {
    assertThat(Summary.empty().ended()).isEqualTo(ExitCode.DONE);
    for (ExitCode code : ExitCode.values()) {
      assertThat(Summary.empty().endingWith(code).with("a", 1).ended()).isEqualTo(code);
    }
    assertThat(Summary.empty().endingWith(ExitCode.PARTIAL).toJson())
        .isEqualTo("{\"exit_code\":5}");
  }
}
