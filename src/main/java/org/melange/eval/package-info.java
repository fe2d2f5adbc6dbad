/**
 * How well mentions are linked: ranks of the right entity, metrics over them with confidence
 * intervals, and the tables that report them. Pure Java.
 */
package org.melange.eval;
