package org.melange.clip.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OomRetryingEngineTest {

  @Test
  void anOutOfMemoryErrorHalvesTheBatchAndLaterBatches() {
    FakeEngine device = new FakeEngine(10);
    OomRetryingEngine engine = new OomRetryingEngine(device);
    assertThat(engine.images(images(64))).extracting(o -> o.pooled()[0]).isEqualTo(numbers(64));
    assertThat(device.batches()).containsExactly(64, 32, 16, 8, 8, 8, 8, 8, 8, 8, 8);
    assertThat(engine.images(images(20))).extracting(o -> o.pooled()[0]).isEqualTo(numbers(20));
    assertThat(device.batches().subList(11, 14)).containsExactly(8, 8, 4);
  }

  @Test
  void textsAndImagesHaveLimitsOfTheirOwn() {
    FakeEngine device = new FakeEngine(10);
    OomRetryingEngine engine = new OomRetryingEngine(device);
    engine.images(images(16));
    assertThat(device.batches()).containsExactly(16, 8, 8);
    List<long[]> texts = Collections.nCopies(10, new long[] {1, 2});
    assertThat(engine.texts(texts)).hasSize(10);
    assertThat(device.batches()).containsExactly(16, 8, 8, 10);
  }

  @Test
  void aBatchThatFitsIsNotSplit() {
    FakeEngine device = new FakeEngine(10);
    new OomRetryingEngine(device).images(images(10));
    assertThat(device.batches()).containsExactly(10);
  }

  @Test
  void aSingleItemThatDoesNotFitFails() {
    OomRetryingEngine engine = new OomRetryingEngine(new FakeEngine(0));
    assertThatThrownBy(() -> engine.images(images(4)))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("CUDA out of memory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA out of memory. Tried to allocate 20.00 MiB",
        "[enforce fail at alloc_cpu.cpp:121] DefaultCPUAllocator: can't allocate memory",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "Cannot reserve 19267584 bytes of direct buffer memory"
      })
  void itRecognizesOutOfMemoryErrors(String message) {
    Throwable thrown = new IllegalStateException("task", new EngineException(message));
    assertThat(OomRetryingEngine.isOutOfMemory(thrown)).isTrue();
  }

  @Test
  void otherFailuresAreNotRetried() {
    assertThat(OomRetryingEngine.isOutOfMemory(new EngineException("shapes do not fit"))).isFalse();
    assertThat(OomRetryingEngine.isOutOfMemory(new EngineException((String) null))).isFalse();
  }

  private static List<float[]> images(int count) {
    return IntStream.range(0, count).mapToObj(i -> new float[] {i}).toList();
  }

  private static List<Float> numbers(int count) {
    return IntStream.range(0, count).mapToObj(i -> (float) i).toList();
  }
}
