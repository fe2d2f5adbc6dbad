package org.melange.enrich.budget;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.melange.enrich.budget.PartitionLocks.Claim;

/** One attempt at a time has a partition. */
class PartitionLocksTest {

  private final PartitionLocks claims = new PartitionLocks();

  @Test
  void oneAttemptAtATimeHasAPartition() {
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
