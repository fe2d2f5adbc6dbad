package org.melange.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.melange.enrich.Claims.Claim;

/** One attempt at a time has a part of the work. */
class ClaimsTest {

  private final Claims claims = new Claims();

  @Test
  void oneAttemptAtATimeHasAPart() {
    long first = 5_000_000_001L;
    long second = 5_000_000_002L;
    assertThat(claims.take(new Claim("a", first))).isTrue();
    assertThat(claims.take(new Claim("a", first))).isTrue();
    assertThat(claims.take(new Claim("a", second))).isFalse();
    assertThat(claims.take(new Claim("b", second))).isTrue();
    claims.release(first);
    assertThat(claims.take(new Claim("a", second))).isTrue();
    assertThat(claims.take(new Claim("a", first))).isFalse();
    assertThat(claims.take(new Claim("b", first))).isFalse();
    claims.release(second);
    assertThat(claims.take(new Claim("a", first))).isTrue();
    assertThat(claims.take(new Claim("b", first))).isTrue();
  }
}
