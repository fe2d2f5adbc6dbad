package org.melange.kb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RedirectsTest {

  private final Redirects redirects = new Redirects();

  @Test
  void leadToTheEndOfTheChain() {
    redirects.add("Q1", "Q2");
    redirects.add("Q2", "Q30");
    redirects.add("Q30", "Q4");
    assertThat(redirects.targets()).isEqualTo(Map.of("Q1", "Q4", "Q2", "Q4", "Q30", "Q4"));
  }

  @Test
  void leadOutOfACycleToItsSmallestNumber() {
    redirects.add("Q10", "Q9");
    redirects.add("Q9", "Q11");
    redirects.add("Q11", "Q10");
    redirects.add("Q1", "Q11");
    assertThat(redirects.targets()).isEqualTo(Map.of("Q10", "Q9", "Q11", "Q9", "Q1", "Q9"));
  }

  @Test
  void preferTheSmallestOfSeveralTargets() {
    redirects.add("Q1", "Q100");
    redirects.add("Q1", "Q20");
    redirects.add("Q1", "Q30");
    assertThat(redirects.targets()).isEqualTo(Map.of("Q1", "Q20"));
  }

  @Test
  void toThemselvesAreIgnored() {
    redirects.add("Q1", "Q1");
    assertThat(redirects.targets()).isEmpty();
  }
}
