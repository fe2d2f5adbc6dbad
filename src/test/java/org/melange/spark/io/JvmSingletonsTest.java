package org.melange.spark.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JvmSingletonsTest {

  @Test
  void makesAThingOnce() {
    Object made = JvmSingletons.get("PerJvmTest once", Object::new);

    assertThat(JvmSingletons.get("PerJvmTest once", Object::new)).isSameAs(made);
  }

  @Test
  void makesThingsOutOfOthers() {
    for (int i = 0; i < 1000; i++) {
      String key = "PerJvmTest part of " + i;

      assertThat(
              JvmSingletons.get(
                  "PerJvmTest whole " + i, () -> JvmSingletons.get(key, () -> key) + "!"))
          .isEqualTo(key + "!");
    }
  }

  @Test
  void triesAgainWhatFailed() {
    assertThatThrownBy(
            () ->
                JvmSingletons.get(
                    "PerJvmTest fails",
                    () -> {
                      throw new IllegalStateException("the network is away");
                    }))
        .hasMessage("the network is away");

    assertThat(JvmSingletons.<String>get("PerJvmTest fails", () -> "made")).isEqualTo("made");
  }
}
