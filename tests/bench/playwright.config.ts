import { defineConfig } from "@playwright/test";
import tests from "../e2e/playwright.config";

/** Figures and pictures of the product as it is shipped: `cargo xtask bench`. Nothing here passes or fails by a time. */
export default defineConfig({ ...tests, testDir: ".", workers: 1, outputDir: "../../target/bench-results" });
