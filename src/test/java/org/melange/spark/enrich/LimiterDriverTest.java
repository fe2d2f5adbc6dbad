package org.melange.spark.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.melange.enrich.budget.Limits;
import org.melange.enrich.budget.PartitionLocks.Claim;
import org.melange.enrich.budget.PermitService;
import org.melange.enrich.budget.RateLimiter;
import org.melange.enrich.budget.TestLimits;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.chat.ApiKey;

/** The messages of executors, as the driver answers them. */
class LimiterDriverTest {

  private final LimiterDriver driver = new LimiterDriver();

  @Test
  void permitsComeFromTheOpenBudget() {
    RateLimiter budget = driver.open(TestLimits.inFlight(2), ApiKey.NONE);
    PermitService.Response response =
        (PermitService.Response)
            send(
                new PermitService.Request(
                    "1", List.of(), List.of(Usage.NONE, Usage.NONE, Usage.NONE)));
    assertThat(response.permits()).hasSize(2);
    assertThat(response.denial()).isEqualTo(PermitService.Denial.WAIT);
    assertThat(budget.state().inFlight()).isEqualTo(2);
  }

  @Test
  void equalLimitsKeepTheBudgetAndOthersReplaceIt() {
    Limits limits = TestLimits.with(4).perMinute(60, 0).limits();
    RateLimiter first = driver.open(limits, ApiKey.NONE);
    assertThat(driver.open(TestLimits.with(4).perMinute(60, 0).limits(), ApiKey.of("key")))
        .isSameAs(first);
    assertThat(driver.open(TestLimits.inFlight(4), ApiKey.NONE)).isNotSameAs(first);
  }

  @Test
  void executorsGetTheLatestKey() {
    driver.open(TestLimits.inFlight(1), ApiKey.NONE);
    assertThat(((ApiKey) send(new LimiterDriver.KeyRequest())).isPresent()).isFalse();
    driver.open(TestLimits.inFlight(1), ApiKey.of("key"));
    assertThat(((ApiKey) send(new LimiterDriver.KeyRequest())).isPresent()).isTrue();
  }

  @Test
  void oneAttemptHasAPartition() {
    assertThat(send(new Claim("run/0", 1))).isEqualTo(true);
    assertThat(send(new Claim("run/0", 2))).isEqualTo(false);
    assertThat(send(new Claim("run/1", 2))).isEqualTo(true);
  }

  @Test
  void theFirstWarningIsPassedOn() {
    List<String> warnings = new ArrayList<>();
    assertThat(send(new LimiterDriver.Warning("early"))).isEqualTo(false);
    driver.warnings(warnings::add);
    assertThat(send(new LimiterDriver.Warning("first"))).isEqualTo(true);
    assertThat(send(new LimiterDriver.Warning("second"))).isEqualTo(false);
    assertThat(warnings).containsExactly("first");
  }

  @Test
  void withoutABudgetNothingIsPermitted() {
    assertThatThrownBy(() -> send(new LimiterDriver.KeyRequest()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no budget is open");
  }

  @Test
  void onlyDamagedMessagesFail() {
    assertThat(JavaMessageCodec.unpack(JavaMessageCodec.pack(List.of("a", 1))))
        .isEqualTo(List.of("a", 1));
    assertThatThrownBy(() -> JavaMessageCodec.unpack(new byte[] {1, 2, 3}))
        .hasMessageContaining("decoding a message");
    assertThatThrownBy(() -> JavaMessageCodec.pack(new Object()))
        .hasMessageContaining("encoding class java.lang.Object");
  }

  private Object send(Serializable message) {
    return JavaMessageCodec.unpack(driver.receive(JavaMessageCodec.pack(message)));
  }
}
