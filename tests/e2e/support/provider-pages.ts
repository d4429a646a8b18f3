import type { Page } from "@playwright/test";

export const button = (page: Page, name = "Our ID") => page.getByRole("button", { name: `Continue with ${name}` });
/** What somebody sees who is signed in and belongs to no organization yet. */
export const welcome = (page: Page) => page.getByRole("heading", { level: 1, name: "Welcome to Portico" });
export const alert = (page: Page) => page.getByRole("alert").filter({ hasText: /\S/ });
export const section = (page: Page) => page.getByRole("region", { name: "Sign-in providers" });
export const row = (page: Page, name: string) => section(page).getByRole("listitem").filter({ hasText: name });
