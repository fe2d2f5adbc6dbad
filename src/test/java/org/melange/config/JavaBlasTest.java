package org.melange.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JavaBlasTest {

  private static final String BLAS = "dev.ludovic.netlib.blas.nativeLib";

  private String before;

  @BeforeEach
  void remember() {
    before = System.getProperty(BLAS);
  }

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(BLAS);
    } else {
      System.setProperty(BLAS, before);
    }
  }

  @Test
  void noLibraryOfTheSystemIsLoaded() {
    System.clearProperty(BLAS);
    JavaBlas.prefer();
    assertThat(System.getProperty(BLAS)).isEqualTo("none");
  }

  @Test
  void whatIsGivenStays() {
    System.setProperty(BLAS, "libmine.so");
    JavaBlas.prefer();
    assertThat(System.getProperty(BLAS)).isEqualTo("libmine.so");
  }
}
