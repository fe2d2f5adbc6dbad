package org.melange.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses may be connected to. */
class AddressRulesTest {

  private static final AddressRules PUBLIC = new AddressRules(List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void closedOnesMayNot(String address) throws Exception {
    assertThat(PUBLIC.mayConnect("a.example", InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.1",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "198.17.255.255",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450::1",
        "64:ff9b::1.1.1.1"
      })
  void publicOnesMay(String address) throws Exception {
    assertThat(PUBLIC.mayConnect("a.example", InetAddress.getByName(address))).isTrue();
  }

  @Test
  void whatIsAllowedMay() throws Exception {
    AddressRules rules = new AddressRules(List.of("10.1.0.0/16", "Media.Inside", "::1", "9.9.9.9"));
    assertThat(rules.mayConnect("x", InetAddress.getByName("10.1.255.1"))).isTrue();
    assertThat(rules.mayConnect("x", InetAddress.getByName("10.2.0.1"))).isFalse();
    assertThat(rules.mayConnect("x", InetAddress.getByName("::1"))).isTrue();
    assertThat(rules.mayConnect("x", InetAddress.getByName("127.0.0.1"))).isFalse();
    assertThat(rules.mayConnect("media.inside", InetAddress.getByName("10.2.0.1"))).isTrue();
    assertThat(rules.mayConnect("other.media.inside", InetAddress.getByName("10.2.0.1"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0/33", "10.0.0/8", "::1/129", "1.2.3.4/x", "a b", "", "-a", "a/8"})
  void whatIsNeitherHostNorBlockIsRefused(String entry) {
    assertThatIllegalArgumentException().isThrownBy(() -> new AddressRules(List.of(entry)));
  }
}
